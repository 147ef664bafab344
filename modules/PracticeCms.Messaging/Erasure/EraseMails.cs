using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;

namespace PracticeCms.Messaging.Erasure;

/// <summary>Of mails stays that there were some, and when.</summary>
internal sealed class EraseMails(MessagingDb db, IFileStore files, MailTransport transport, IUnitOfWork unitOfWork) : IErasesClients
{
    private const string UnderNoKey = "c1.";

    public async Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct) =>
        [new($"Mails ({await Of(client).CountAsync(ct)})", ErasureOutcome.Erased, "Addresses, subjects, texts and attachments; copies in mailboxes are out of reach.")];

    public async Task EraseAsync(Guid client, Instant at, CancellationToken ct)
    {
        var ids = Of(client).Select(m => m.Id);
        foreach (var file in await db.Attachments.Where(a => ids.Contains(a.MailId)).Select(a => a.FileId).Distinct().ToListAsync(ct))
        {
            await files.DeleteAsync(file, ct);
        }

        await db.Attachments.Where(a => ids.Contains(a.MailId)).ExecuteDeleteAsync(ct);
        (await Of(client).Select(m => m.Key).ToListAsync(ct)).ForEach(ForgetLater);
        var words = Tombstone.Of(at);
        await Of(client).Where(m => m.State == MailState.Waiting || m.State == MailState.Held).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MailState.Cancelled), ct);
        await Of(client).ExecuteUpdateAsync(
            s => s.SetProperty(m => m.ToAddress, "").SetProperty(m => m.ToName, words).SetProperty(m => m.Subject, words)
                .SetProperty(m => m.Cc, "").SetProperty(m => m.Bcc, "").SetProperty(m => m.ReplyTo, "")
                .SetProperty(m => m.TextSealed, UnderNoKey).SetProperty(m => m.HtmlSealed, (string?)null).SetProperty(m => m.LastError, (string?)null),
            ct);
    }

    private void ForgetLater(string key) => unitOfWork.AfterCommit(() =>
    {
        transport.Forget(key);
        return Task.CompletedTask;
    });

    private IQueryable<OutgoingMail> Of(Guid client) => db.Mails.IgnoreQueryFilters().Where(m => m.ClientId == client);
}
