using System.Text;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;

namespace PracticeCms.Messaging.Exporting;

internal sealed class ExportMails(MessagingDb db, MailComposer composer, IFileStore store) : IExportsClients
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
            var files = attached[m.Id].Select(a => new RecordFile($"mails/{a.Id}{Path.GetExtension(a.FileName)}", token => OpenAsync(a, token))).ToList();
            contents.AddRange(files);

            // A link that makes whoever reads it its receiver is the receiver's alone.
            all.Add(new { m.Id, m.State, m.CreatedAt, m.SentAt, m.ToAddress, m.ToName, m.Subject, Text = m.IsPersonal ? null : SecretLinks.Without(await composer.TextAsync(m, ct)), Attachments = files.Select(f => f.Path) });
        }

        return [RecordFile.Json("mails.json", all), .. contents];
    }

    /// <summary>As staff may read it.</summary>
    private async Task<Stream?> OpenAsync(OutgoingAttachment file, CancellationToken ct)
    {
        var content = await store.OpenAsync(file.FileId, ct);
        if (content is null || !SecretLinks.IsText(file.ContentType))
        {
            return content;
        }

        using var reader = new StreamReader(content);
        return new MemoryStream(Encoding.UTF8.GetBytes(SecretLinks.WithoutInFile(file.ContentType, await reader.ReadToEndAsync(ct))), writable: false);
    }
}
