using PracticeCms.Messaging.Contracts;
using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Passwords;

/// <summary>
/// Somebody asks for a link. The request itself only queues, so that its time says nothing about whether the address is known.
/// </summary>
internal sealed class RequestReset(IUnitOfWork unitOfWork, IOutbox outbox)
{
    public const string Kind = "users.reset";

    public sealed record Payload(string Email);

    public Task ExecuteAsync(string email, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token => await outbox.EnqueueAsync(Kind, $"{Kind}:{Ids.New()}", new Payload(email.Trim()), ct: token), ct);
}

/// <summary>Sends the link, if there is somebody to send it to who has not just been sent one.</summary>
internal sealed class SendReset(UserManager<User> users, IUnitOfWork unitOfWork, AccountTokens tokens, IMail mail, IAuditTrail audit) : IOutboxHandler
{
    public string Kind => RequestReset.Kind;

    public Task HandleAsync(OutboxMessage message, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            var user = await users.FindByEmailAsync(message.Read<RequestReset.Payload>().Email);
            if (user is { IsEnabled: true, HasPassword: true } && !await tokens.IsFreshAsync(user.Id, TokenPurpose.Reset, token))
            {
                await SendAsync(user, message.Key, token);
            }
        },
        ct);

    private async Task SendAsync(User user, string key, CancellationToken ct)
    {
        var link = await tokens.IssueAsync(user.Id, TokenPurpose.Reset, ct);
        var model = new Dictionary<string, object?>
        {
            ["url"] = link.Url.AbsoluteUri,
            ["name"] = user.DisplayName,
            ["minutes"] = (int)AccountTokens.Lifetime(TokenPurpose.Reset).TotalMinutes,
        };
        await mail.SendTemplateAsync("mail/reset", key, user.Email!, user.DisplayName, model, notAfter: link.ExpiresAt, isPersonal: true, ct: ct);
        audit.Record("asked for reset", "Password", entityId: user.Id);
    }
}
