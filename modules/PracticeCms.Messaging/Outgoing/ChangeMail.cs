using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Outgoing;

/// <summary>What a person may do with a mail: take it back, release it, send it again.</summary>
internal sealed class ChangeMail(MessagingDb db, IUnitOfWork unitOfWork, OutgoingMailbox mailbox, MailComposer composer, ISettings settings, IClock clock)
{
    public Task<Result<Guid>> CancelAsync(Guid id, CancellationToken ct) =>
        RunAsync(id, (mail, _) => Task.FromResult(Cancel(mail)), ct);

    public Task<Result<Guid>> ReleaseAsync(Guid id, CancellationToken ct) =>
        RunAsync(
            id,
            async (mail, token) => mail.State != MailState.Held ? Problem.Conflict("mail-not-held", "This mail is not held.")
                : await IsPausedAsync(token) ? Paused
                : await AgainAsync(mail, token),
            ct);

    /// <summary>Releases all that was held; returns how many.</summary>
    public Task<Result<int>> ReleaseAllAsync(CancellationToken ct) =>
        unitOfWork.RunAsync<Result<int>>(
            async token =>
            {
                if (await IsPausedAsync(token))
                {
                    return Paused;
                }

                var held = await HeldAsync(token);
                foreach (var mail in held)
                {
                    await AgainAsync(mail, token);
                }

                return held.Count;
            },
            ct);

    /// <summary>Takes all back that was held; returns how many.</summary>
    public Task<Result<int>> DiscardAllAsync(CancellationToken ct) =>
        unitOfWork.RunAsync<Result<int>>(
            async token =>
            {
                var held = await HeldAsync(token);
                held.ForEach(m => Cancel(m));
                return held.Count;
            },
            ct);

    private static Problem Paused => Problem.Conflict("outbound-paused", "Outgoing messages are paused; what is held goes when the pause ends.");

    private async Task<bool> IsPausedAsync(CancellationToken ct) => (await settings.GetAsync<OutboundSettings>(ct)).IsPaused;

    private Task<List<OutgoingMail>> HeldAsync(CancellationToken ct) => db.Mails.Where(m => m.State == MailState.Held).OrderBy(m => m.CreatedAt).ToListAsync(ct);

    /// <summary>A mail that never left goes out under its own key; one that was sent goes out as a new mail.</summary>
    public Task<Result<Guid>> ResendAsync(Guid id, CancellationToken ct) =>
        RunAsync(
            id,
            async (mail, token) => mail switch
            {
                { ToAddress: "" } => Problem.Conflict("mail-erased", "This mail was erased; there is nothing to send."),
                { IsPersonal: true, State: MailState.Sent } => Problem.Conflict("mail-personal", "This mail carries a personal link. Ask for a new one: forgotten passwords on the sign-in page, invitations under Users."),
                { CanResend: false } => Problem.Conflict("mail-waiting", "This mail is on its way already."),
                { State: MailState.Sent } => await CopyAsync(mail, token),
                _ => await AgainAsync(mail, token),
            },
            ct);

    private static Result<Guid> Cancel(OutgoingMail mail)
    {
        if (!mail.CanCancel)
        {
            return Problem.Conflict("mail-gone", "This mail has left already; it cannot be taken back.");
        }

        mail.Cancel("Taken back by a member of staff.");
        return mail.Id;
    }

    private async Task<Result<Guid>> AgainAsync(OutgoingMail mail, CancellationToken ct)
    {
        mail.GoOn();
        mail.HasBudget = true;
        mail.NotAfter = null;
        mail.NotBefore = clock.GetCurrentInstant();
        await mailbox.EnqueueAsync(mail, ct);
        return mail.Id;
    }

    private async Task<Result<Guid>> CopyAsync(OutgoingMail mail, CancellationToken ct)
    {
        var stem = mail.Key.Split('~')[0];
        var copies = await db.Mails.IgnoreQueryFilters().CountAsync(m => m.Key.StartsWith(stem + "~"), ct);
        var again = new MailRequest($"{stem}~{copies + 1}", mail.ToAddress, mail.ToName, mail.Subject, await composer.TextAsync(mail, ct), await composer.HtmlAsync(mail, ct))
        {
            ClientId = mail.ClientId,
            Group = mail.GroupName,
        };
        await mailbox.SendAsync(again, new MailExtras(mail.Cc, mail.Bcc, mail.ReplyTo), ct);
        var copy = db.Mails.Local.First(m => m.Key == again.Key);
        foreach (var file in await db.Attachments.AsNoTracking().Where(a => a.MailId == mail.Id).ToListAsync(ct))
        {
            db.Attachments.Add(new OutgoingAttachment
            {
                Id = Ids.New(),
                MailId = copy.Id,
                FileName = file.FileName,
                ContentType = file.ContentType,
                FileId = file.FileId,
                Length = file.Length,
            });
        }

        return copy.Id;
    }

    private Task<Result<Guid>> RunAsync(Guid id, Func<OutgoingMail, CancellationToken, Task<Result<Guid>>> change, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token => await db.Mails.FirstOrDefaultAsync(m => m.Id == id, token) is { } mail ? await change(mail, token) : Problem.NotFound("The mail"),
            ct);
}
