using PracticeCms.Messaging.Outgoing;
using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Sending;

/// <summary>
/// After a pause: puts what it held back on its way, some hundred a transaction. Whatever is too late by now is dropped where it is
/// delivered, as any other mail.
/// </summary>
internal sealed class ReleaseAfterPause(MessagingDb db, OutgoingMailbox mailbox, ISettings settings, IUnitOfWork unitOfWork) : IOutboxHandler
{
    public const string OutboxKind = "after-pause";

    private const int Portion = 200;

    public string Kind => OutboxKind;

    public async Task HandleAsync(OutboxMessage message, CancellationToken ct)
    {
        while (await unitOfWork.RunAsync(ReleaseAsync, ct) == Portion)
        {
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task<int> ReleaseAsync(CancellationToken ct)
    {
        if ((await settings.GetAsync<OutboundSettings>(ct)).IsPaused)
        {
            return 0;
        }

        var held = await db.Mails.IgnoreQueryFilters().Where(m => m.State == MailState.Held && m.HeldFor == HeldFor.Pause)
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Take(Portion).ToListAsync(ct);
        foreach (var mail in held)
        {
            mail.GoOn();
            await mailbox.EnqueueAsync(mail, ct);
        }

        return held.Count;
    }
}
