using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Fields;
using PracticeCms.Records.Notes;

namespace PracticeCms.Records.Exporting;

/// <summary>The client, the notes and the documents, by who sees what of them.</summary>
internal sealed class ExportClient(RecordsDb db, SeenFields seen, ClientSecrets secrets, WriteNote notes, IFileStore files, IVocabulary words) : IExportsClients
{
    public IEnumerable<RecordPart> GetParts() =>
    [
        new("Name, state and own fields", Permissions.ViewClients, RecordAsync),
        new("Phone, e-mail and address", Permissions.ViewContactDetails, ContactAsync),
        new("Birth date", Permissions.ViewBirthDates, BirthDateAsync),
        new("Identity numbers", Permissions.RevealIdentityNumbers, NumbersAsync),
        new(words.Plural("Note"), Permissions.ViewNotes, NotesAsync),
        new("Documents", Permissions.ViewDocuments, DocumentsAsync),
    ];

    private async Task<IReadOnlyList<RecordFile>> RecordAsync(Guid id, CancellationToken ct)
    {
        var client = (await seen.FindAsync(id, ct))!;
        var (all, shown) = (await seen.AllFieldsAsync(ct), await seen.FieldsAsync(id, ct));
        var own = CustomValues.Read(client.Custom);
        return
        [
            RecordFile.Json("record.json", new
            {
                client.Id, client.Number, client.Kind, client.GivenName, client.FamilyName, client.PreferredName, client.OrganizationName, client.Status, Tags = Client.SplitTags(client.Tags), client.ExternalId,
                client.CreatedAt, client.UpdatedAt,
                Fields = shown.Where(f => f.Group != FieldGroup.IdentityNumbers && own.ContainsKey(f.Name)).ToDictionary(f => f.Name, f => new { f.Label, Value = own[f.Name] }),
                FieldsLeftOut = all.Except(shown).Select(f => f.Label),
            }),
        ];
    }

    private async Task<IReadOnlyList<RecordFile>> ContactAsync(Guid id, CancellationToken ct) => await seen.FindAsync(id, ct) is { } c
        ? [RecordFile.Json("contact.json", new { c.Phone, c.Email, c.AddressLine, c.PostalCode, c.City, c.Region, c.Country })]
        : [];

    private async Task<IReadOnlyList<RecordFile>> BirthDateAsync(Guid id, CancellationToken ct) =>
        await seen.FindAsync(id, ct) is { BirthDate: { } born } ? [RecordFile.Json("birth-date.json", new { BirthDate = born })] : [];

    private async Task<IReadOnlyList<RecordFile>> NumbersAsync(Guid id, CancellationToken ct)
    {
        var client = await db.Clients.AsNoTracking().SingleAsync(c => c.Id == id, ct);
        await secrets.OpenAsync(client, ct);
        var own = CustomValues.Read(client.Custom);
        var fields = (await seen.AllFieldsAsync(ct)).Where(f => f.Group == FieldGroup.IdentityNumbers && own.ContainsKey(f.Name)).ToDictionary(f => f.Name, f => new { f.Label, Value = own[f.Name] });
        return client.IdentityNumber.Length > 0 || fields.Count > 0 ? [RecordFile.Json("identity-numbers.json", new { client.IdentityNumber, Fields = fields })] : [];
    }

    private async Task<IReadOnlyList<RecordFile>> NotesAsync(Guid id, CancellationToken ct)
    {
        var all = new List<object>();
        foreach (var note in await db.Notes.AsNoTracking().Where(n => n.ClientId == id).OrderBy(n => n.CreatedAt).ToListAsync(ct))
        {
            all.Add(new { note.Id, note.AddendumTo, note.AuthorName, note.CreatedAt, note.UpdatedAt, note.SignedAt, note.SignedBy, Text = await notes.ReadAsync(note, ct) });
        }

        return all.Count > 0 ? [RecordFile.Json("notes.json", all)] : [];
    }

    private async Task<IReadOnlyList<RecordFile>> DocumentsAsync(Guid id, CancellationToken ct)
    {
        var documents = await db.Documents.AsNoTracking().Where(d => d.ClientId == id && d.DeletedAt == null).OrderBy(d => d.UploadedAt).ThenBy(d => d.Id).ToListAsync(ct);
        if (documents.Count == 0)
        {
            return [];
        }

        var paths = documents.Select((d, i) => (Document: d, Path: $"documents/{i + 1:000}-{Plain(d.FileName)}")).ToList();
        return
        [
            RecordFile.Json("documents.json", paths.Select(p => new { p.Document.Id, p.Path, p.Document.FileName, p.Document.ContentType, p.Document.Length, p.Document.Sha256, p.Document.UploadedAt, p.Document.UploadedBy })),
            .. paths.Select(p => new RecordFile(p.Path, token => files.OpenAsync(p.Document.FileId, token))),
        ];
    }

    /// <summary>A name that every system can unpack, and that leads nowhere else; the true one stands in the list.</summary>
    private static string Plain(string name)
    {
        var plain = new string([.. name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')]).Trim('.', '-');
        return plain.Length > 100 ? plain[^100..] : plain;
    }
}
