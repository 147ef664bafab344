using PracticeCms.Records.Clients;

namespace PracticeCms.Records.Import;

/// <summary>Whom the rows of a file mean.</summary>
/// <param name="Clients">The client who is there, by the id of the row's own key.</param>
/// <param name="HiddenKeys">Keys that belong to clients whom the importer does not see.</param>
internal sealed record MeantClients(IReadOnlyDictionary<Guid, Guid> Clients, IReadOnlySet<string> HiddenKeys);

/// <summary>
/// Finds whom rows mean: among the clients that the importer sees, and by what they see of them, because a match tells the rest. Whoever is hidden
/// from them is as good as not there; a row about such a client makes a second one, which those who see both find.
/// </summary>
internal sealed class KnownClients(RecordsDb db, SeenFields seen, IAuditReads reads)
{
    public async Task<MeantClients> FindAsync(IReadOnlyList<ClientKey> rows, CancellationToken ct)
    {
        var keys = rows.Select(r => r.ExternalId).OfType<string>().Distinct().ToList();
        var known = await ReadAsync(rows, keys, ct);
        var byKey = known.Where(k => k.ExternalId is not null).ToDictionary(k => k.ExternalId!, StringComparer.Ordinal);
        var byName = known.ToLookup(k => k.SortName, StringComparer.Ordinal);
        var clients = new Dictionary<Guid, Guid>();
        foreach (var row in rows)
        {
            var match = row.ExternalId is { } key ? byKey.GetValueOrDefault(key) : null;
            match ??= byName[row.SortName].FirstOrDefault(Visible(row).IsSameAs);
            if (match is not null)
            {
                clients[row.Id] = match.Id;
            }
        }

        return new MeantClients(clients, await HiddenKeysAsync([.. keys.Where(k => !byKey.ContainsKey(k))], ct));
    }

    /// <summary>All clients that a row could mean, in one query.</summary>
    private async Task<List<ClientKey>> ReadAsync(IReadOnlyList<ClientKey> rows, List<string> keys, CancellationToken ct)
    {
        var names = rows.Select(r => r.SortName).Distinct().ToList();
        var allHaveKeys = keys.Count == rows.Count;
        var known = await db.Clients.AsNoTracking()
            .Where(c => (c.ExternalId != null && keys.Contains(c.ExternalId)) || (names.Contains(c.SortName) && (!allHaveKeys || c.ExternalId == null)))
            .Select(c => new ClientKey(c.Id, c.ExternalId, c.SortName, c.Email, c.Phone, c.BirthDate))
            .ToListAsync(ct);
        reads.Listed("Client", known.ConvertAll(k => k.Id));
        return known.ConvertAll(Visible);
    }

    private async Task<HashSet<string>> HiddenKeysAsync(List<string> keys, CancellationToken ct)
    {
        if (keys.Count == 0 || db.RecordScope is { SeesAll: true, HasRestrictions: false, HasWalls: false })
        {
            return [];
        }

        var taken = await db.Clients.IgnoreQueryFilters(["scope"]).Where(c => c.ExternalId != null && keys.Contains(c.ExternalId)).Select(c => c.ExternalId).ToListAsync(ct);
        return taken.OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    private ClientKey Visible(ClientKey key)
    {
        var contact = seen.Sees(FieldGroup.Demographics);
        return key with
        {
            Email = contact ? key.Email : null,
            Phone = contact ? key.Phone : null,
            BirthDate = seen.Sees(FieldGroup.BirthDate) ? key.BirthDate : null,
        };
    }
}
