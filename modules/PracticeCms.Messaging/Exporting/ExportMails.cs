using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;

namespace PracticeCms.Messaging.Exporting;

internal sealed class ExportMails(MessagingDb db, MailComposer composer, IFileStore files) : IExportsClients
{
    public IEnumerable<RecordPart> GetParts() => [new("Mails", Permissions.ViewOutgoingMail, MailsAsync)];

    private async Task<IReadOnlyList<RecordFile>> MailsAsync(Guid id, CancellationToken ct)
    {
        var mails = await db.Mails.AsNoTracking().Where(m => m.ClientId == id).OrderBy(m => m.CreatedAt).ToListAsync(ct);
        if (mails.Count == 0)
        {
            return [];
        }

        var ids = mails.ConvertAll(m => m.Id);
        var attached = (await db.Attachments.AsNoTracking().Where(a => ids.Contains(a.MailId)).ToListAsync(ct)).ToLookup(a => a.MailId);
        var (all, contents) = (new List<object>(), new List<RecordFile>());
        foreach (var m in mails)
        {
            var paths = attached[m.Id].Select(a => (a.FileId, Path: $"mails/{a.Id}{Path.GetExtension(a.FileName)}")).ToList();
            contents.AddRange(paths.Select(p => new RecordFile(p.Path, token => files.OpenAsync(p.FileId, token))));

            // A link that makes whoever reads it its receiver is the receiver's alone.
            all.Add(new { m.Id, m.State, m.CreatedAt, m.SentAt, m.ToAddress, m.ToName, m.Subject, Text = m.IsPersonal ? null : await composer.TextAsync(m, ct), Attachments = paths.Select(p => p.Path) });
        }

        return [RecordFile.Json("mails.json", all), .. contents];
    }
}
