using PracticeCms.Messaging.Contracts;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Passwords;

namespace PracticeCms.Users.Invitations;

/// <summary>Invites a person by e-mail address; name and password are theirs to choose.</summary>
internal sealed class InviteUser(AddUser addUser, IUnitOfWork unitOfWork, SendInvitation send)
{
    public sealed record Request(string Email, IReadOnlyList<string> Roles, string? DisplayName = null);

    /// <summary>The link too, for a practice whose mail does not work yet; it is shown once.</summary>
    public Task<Result<IssuedLink>> ExecuteAsync(Request request, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token =>
        {
            var added = await addUser.ExecuteAsync(new AddUser.Request(request.Email, request.DisplayName, request.Roles), token);
            return added.Problem is { } problem ? problem : await send.ToAsync(added.Value, token);
        },
        ct);
}

/// <summary>
/// Sends the invitation again; the link before it stops working. An account that was in use gets its link by mail alone: whoever else had it would be
/// that colleague.
/// </summary>
internal sealed class ResendInvitation(UsersDb db, IUnitOfWork unitOfWork, GrantRule grants, SendInvitation send)
{
    /// <param name="ToHandOver">Null where it went by mail alone.</param>
    public sealed record Sent(IssuedLink? ToHandOver);

    public Task<Result<Sent>> ExecuteAsync(Guid userId, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token => await ResendAsync(userId, token), ct);

    private async Task<Result<Sent>> ResendAsync(Guid userId, CancellationToken ct)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user)
        {
            return Problem.NotFound("The user");
        }

        if (user.HasPassword || !user.IsEnabled)
        {
            return Problem.Conflict("not-invited", "Only people who have not accepted yet can be invited again.");
        }

        // Whoever reads the link can become this user, so it must not lead further than the inviter may go.
        if (await grants.CheckAccountAsync(userId, ct) is { } problem)
        {
            return problem;
        }

        var sent = await send.ToAsync(user, ct);
        return sent.Problem is { } unsent ? unsent : new Sent(user.WasInUse ? null : sent.Value);
    }
}

internal sealed class SendInvitation(AccountTokens tokens, IMail mail, IAuditTrail audit, ICurrentActor actor)
{
    public async Task<Result<IssuedLink>> ToAsync(User user, CancellationToken ct)
    {
        var link = await tokens.IssueAsync(user.Id, TokenPurpose.Invite, ct);
        var model = new Dictionary<string, object?>
        {
            ["url"] = link.Url.AbsoluteUri,
            ["inviter"] = actor.Kind == ActorKind.Staff ? actor.DisplayName : "",
            ["days"] = (int)AccountTokens.Lifetime(TokenPurpose.Invite).TotalDays,
        };
        await mail.SendTemplateAsync("mail/invite", $"invite:{link.Id}", user.Email!, user.DisplayName, model, notAfter: link.ExpiresAt, isPersonal: true, ct: ct);
        audit.Record("invited", "User", entityId: user.Id);
        return link;
    }
}
