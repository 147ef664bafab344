namespace PracticeCms.Records.Clients;

/// <summary>Clients that may be the one at hand: same e-mail, same phone, or same name and birth date.</summary>
internal sealed class Duplicates(RecordsDb db, SeenFields seen)
{
    public sealed record Match(Guid Id, string Number, string Name, string Why);

    /// <summary>Among the clients, and by the data, that the actor may see.</summary>
    public async Task<IReadOnlyList<Match>> FindAsync(Client client, CancellationToken ct)
    {
        var found = await db.Clients.AsNoTracking().Where(c => c.Id != client.Id && c.Status != ClientStatus.Archived)
            .Where(Candidates(client)).OrderBy(c => c.SortName).Take(5).ToListAsync(ct);
        return [.. found.Select(c => new Match(c.Id, c.Number, c.DisplayName, Why(c, client)))];
    }

    private System.Linq.Expressions.Expression<Func<Client, bool>> Candidates(Client client)
    {
        var terms = new List<string>();
        var contact = seen.Sees(FieldGroup.Demographics);
        terms.AddRange(contact && client.Email is { } email ? [SearchTerms.Fold(email)] : []);
        terms.AddRange(contact && client.Phone is { } phone ? [phone.TrimStart('+')] : []);
        var (name, birthDate) = (client.SortName, seen.Sees(FieldGroup.BirthDate) ? client.BirthDate : null);
        return c => db.SearchTerms.Where(t => terms.Contains(t.Term)).Select(t => t.ClientId).Contains(c.Id)
            || (birthDate != null && c.SortName == name && c.BirthDate == birthDate);
    }

    private static string Why(Client found, Client client) =>
        found.Email is not null && found.Email == client.Email ? "same e-mail address"
        : found.Phone is not null && found.Phone == client.Phone ? "same phone number"
        : "same name and birth date";
}
