using PracticeCms.Records.Clients;

namespace PracticeCms.Records.Erasure;

/// <summary>Overwrites a client with a tombstone, removes documents, and leaves notes as texts that nobody can open.</summary>
internal sealed class EraseRecord(RecordsDb db, ClientIndex index, ClientCounts counts, IFileStore files, ISettings settings, ITenant tenant, IClock clock) : IErasesClients
{
    private const string UnderNoKey = "c1.";

    public async Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct)
    {
        await db.LockAddressesOfAsync(client, ct); // nobody books for a client who is found by address while it is decided
        if (!await db.Clients.IgnoreQueryFilters().AnyAsync(c => c.Id == client && c.ErasedAt == null, ct))
        {
            return [new("Record", ErasureOutcome.Refuses, "There is no such record, or it was erased before.")];
        }

        var documents = await db.Documents.IgnoreQueryFilters().CountAsync(d => d.ClientId == client, ct);
        return
        [
            new("Name, birth date, address, phone, e-mail, tags and own fields", ErasureOutcome.Erased, "Overwritten; the number stays, so that books and calendar hold together."),
            new("Identity number", ErasureOutcome.Erased),
            await NotesAsync(client, ct),
            new($"Documents ({documents})", ErasureOutcome.Erased, "The files are removed."),
            new("Files that were imported", ErasureOutcome.Erased, "Those of all finished imports, because they may name the client. Others go within a week of their upload."),
            new("Who looked at the record", ErasureOutcome.Kept, "It proves how the record was treated, and says nothing of what stood in it."),
        ];
    }

    public async Task EraseAsync(Guid client, Instant at, CancellationToken ct)
    {
        await RemoveFilesAsync(client, ct);

        // What was sealed before clients had keys would outlive this one's.
        await db.Notes.IgnoreQueryFilters().Where(n => n.ClientId == client && n.BodySealed.StartsWith("v")).ExecuteUpdateAsync(s => s.SetProperty(n => n.BodySealed, UnderNoKey), ct);
        if (await db.Clients.IgnoreQueryFilters().FirstOrDefaultAsync(c => c.Id == client && c.ErasedAt == null, ct) is { } row)
        {
            Overwrite(row, at);
            await index.WriteTermsAsync([row], areNew: false, ct);
            counts.Forget(tenant.Name);
        }
    }

    private async Task<ErasureDecision> NotesAsync(Guid client, CancellationToken ct)
    {
        const string Notes = "Notes";
        var years = (await settings.GetAsync<RecordRetentionSettings>(ct)).NoteYears;
        var last = await db.Notes.IgnoreQueryFilters().Where(n => n.ClientId == client && n.SignedAt != null).MaxAsync(n => n.SignedAt, ct);
        return last is { } signed && signed.InUtc().Date.PlusYears(years) is var until && until > tenant.Today(clock)
            ? new(Notes, ErasureOutcome.Refuses, $"Signed notes have to be kept for {years} years.", until)
            : new(Notes, ErasureOutcome.Erased, "Their texts can never be opened again; that there were notes, and whose, stays.");
    }

    private static void Overwrite(Client client, Instant at)
    {
        (client.Kind, client.OrganizationName) = (ClientKind.Organization, Tombstone.Of(at));
        (client.GivenName, client.FamilyName, client.PreferredName) = ("", "", "");
        (client.BirthDate, client.Email, client.Phone, client.ExternalId) = (null, null, null, null);
        (client.AddressLine, client.PostalCode, client.City, client.Region, client.Country, client.Tags) = ("", "", "", "", "", "");
        (client.CustomSealed, client.IdentitySealed, client.IdentityIndex) = ("{}", null, null);
        client.SortName = SearchTerms.Fold(client.OrganizationName);
        (client.Status, client.UpdatedAt, client.ErasedAt) = (ClientStatus.Archived, at, at);
    }

    private async Task RemoveFilesAsync(Guid client, CancellationToken ct)
    {
        foreach (var file in await db.Documents.IgnoreQueryFilters().Where(d => d.ClientId == client).Select(d => d.FileId).ToListAsync(ct))
        {
            await files.DeleteAsync(file, ct);
        }

        await db.Documents.IgnoreQueryFilters().Where(d => d.ClientId == client).ExecuteDeleteAsync(ct);
        foreach (var file in await db.Imports.Where(i => i.CommittedAt != null).Select(i => i.FileId).ToListAsync(ct))
        {
            await files.DeleteAsync(file, ct);
        }
    }
}
