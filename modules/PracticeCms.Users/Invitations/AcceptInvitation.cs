using PracticeCms.Users.Accounts;
using PracticeCms.Users.Passwords;

namespace PracticeCms.Users.Invitations;

/// <summary>Sets name and password of an invited person; the link is used up.</summary>
internal sealed class AcceptInvitation(UsersDb db, IUnitOfWork unitOfWork, AccountTokens tokens, SetPassword setPassword, IAuditTrail audit, AccountChanges changes)
{
    public sealed record Request(string Token, string? Name, string? Password);

    public Task<Result<User>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => AcceptAsync(request, token), ct);

    private async Task<Result<User>> AcceptAsync(Request request, CancellationToken ct)
    {
        if (await tokens.FindAsync(request.Token, TokenPurpose.Invite, ct) is not { } row
            || await db.Users.SingleOrDefaultAsync(u => u.Id == row.UserId && u.IsEnabled, ct) is not { } user)
        {
            return LinkProblems.Invitation;
        }

        var name = (request.Name ?? "").Trim();
        var check = new Check().That(name.Length is > 0 and <= 120, "Name", "Enter your name as colleagues know it.");
        user.DisplayName = name.Length > 0 ? name : user.DisplayName;
        if (await setPassword.OnAsync(user, request.Password, ct) is { } problem)
        {
            check.That(false, "Password", problem);
        }

        if (check.Failed)
        {
            return check.ToProblem();
        }

        user.EmailConfirmed = true;
        await tokens.TakeAsync(row, ct);
        audit.Record("accepted", "Invitation", entityId: user.Id);
        changes.Announce();
        return user;
    }
}

internal static class LinkProblems
{
    public static Problem Invitation { get; } = Problem.NotFound("The invitation") with
    {
        Message = "This invitation was used already or has expired. Ask for a new one.",
    };

    public static Problem Reset { get; } = Problem.NotFound("The link") with
    {
        Message = "This link was used already or has expired. Ask for a new one.",
    };
}
