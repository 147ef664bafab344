using PracticeCms.Records.Clients;

namespace PracticeCms.Records.Import;

/// <summary>
/// Imports some hundred rows in one transaction. It publishes no events: a welcome mail to everyone of the last ten years would be
/// the first thing that an import does wrong.
/// </summary>
internal sealed class ImportChunk(RecordsDb db, IUnitOfWork unitOfWork, ClientRulebook rulebook, ClientIndex index, ClientWrites writes, ClientSecrets secrets)
{
    private static readonly Problem OnlyTried = Problem.Conflict("dry-run", "A dry run changes nothing.");

    private sealed record Draft(ImportRow Row, Client Client)
    {
        public ClientKey Key { get; } = ClientKey.Of(Client);
    }

    public async Task ExecuteAsync(IReadOnlyList<ImportRow> rows, RowsSeen seen, ImportResult result, CancellationToken ct) =>
        await unitOfWork.RunAsync<Result>(
            async token =>
            {
                var rules = await rulebook.GetAsync(token);
                var drafts = Check(rows, rules, seen, result);
                var known = await KnownAsync(drafts, token);
                var created = new List<Client>();
                var found = new List<(Draft Draft, Guid Id)>();
                foreach (var draft in drafts)
                {
                    if (Match(draft.Key, known) is { } id)
                    {
                        found.Add((draft, id));
                    }
                    else if (draft.Key.ExternalId is null && seen.Knows(draft.Key))
                    {
                        result.Skipped++;
                    }
                    else
                    {
                        seen.Add(draft.Key);
                        created.Add(draft.Client);
                    }
                }

                await CreateAsync(created, rules, token);
                result.Created += created.Count;
                await UpdateAsync(found, rules, result, token);
                return result.DryRun ? OnlyTried : Result.Ok;
            },
            ct);

    private List<Draft> Check(IReadOnlyList<ImportRow> rows, ClientRules rules, RowsSeen seen, ImportResult result)
    {
        var drafts = new List<Draft>(rows.Count);
        foreach (var row in rows)
        {
            var client = writes.New();
            var check = rules.Apply(row.Details, client);
            if (seen.RowWith(client.ExternalId, row.Number) is { } before)
            {
                check.That(false, "ExternalId", $"Row {before} has the same key.");
            }

            if (check.Failed)
            {
                result.Refused++;
                result.Errors.AddRange(check.Errors.Select(e => new ImportError(row.Number, e.Field, e.Message)));
                continue;
            }

            drafts.Add(new Draft(row, client));
        }

        return drafts;
    }

    /// <summary>All clients that a row could mean, in one query.</summary>
    private async Task<ILookup<string, ClientKey>> KnownAsync(List<Draft> drafts, CancellationToken ct)
    {
        var names = drafts.Select(d => d.Key.SortName).Distinct().ToList();
        var keys = drafts.Select(d => d.Key.ExternalId).OfType<string>().Distinct().ToList();
        var allHaveKeys = keys.Count == drafts.Count;
        var known = await db.Clients.IgnoreQueryFilters(["scope"]).AsNoTracking()
            .Where(c => (c.ExternalId != null && keys.Contains(c.ExternalId)) || (names.Contains(c.SortName) && (!allHaveKeys || c.ExternalId == null)))
            .Select(c => new ClientKey(c.Id, c.ExternalId, c.SortName, c.Email, c.Phone, c.BirthDate))
            .ToListAsync(ct);
        return known.SelectMany(k => k.ExternalId is { } key ? new[] { ("#" + key, k), (k.SortName, k) } : [(k.SortName, k)])
            .ToLookup(k => k.Item1, k => k.Item2, StringComparer.Ordinal);
    }

    private static Guid? Match(ClientKey key, ILookup<string, ClientKey> known) =>
        (key.ExternalId is { } external ? known["#" + external].FirstOrDefault() : null)?.Id ?? known[key.SortName].FirstOrDefault(key.IsSameAs)?.Id;

    private async Task CreateAsync(List<Client> created, ClientRules rules, CancellationToken ct)
    {
        if (created.Count == 0)
        {
            return;
        }

        var numbers = await index.DrawNumbersAsync(created.Count, ct);
        for (var i = 0; i < created.Count; i++)
        {
            created[i].Number = numbers[i];
            await secrets.SealAsync(created[i], ct);
            writes.Add(created[i]);
        }

        await index.WriteTermsAsync(created, areNew: true, ct);
    }

    private async Task UpdateAsync(List<(Draft Draft, Guid Id)> found, ClientRules rules, ImportResult result, CancellationToken ct)
    {
        if (found.Count == 0)
        {
            return;
        }

        var ids = found.Select(f => f.Id).Distinct().ToList();
        var clients = await db.Clients.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        var changed = new HashSet<Client>();
        foreach (var (draft, id) in found)
        {
            if (!clients.TryGetValue(id, out var client) || !await ApplyAsync(rules, draft.Row.Details, client, ct))
            {
                result.Skipped++;
                continue;
            }

            writes.Touch(client);
            changed.Add(client);
            result.Updated++;
        }

        if (changed.Count > 0)
        {
            await index.WriteTermsAsync(changed, areNew: false, ct);
        }
    }

    /// <summary>False where the row is refused, or says nothing new.</summary>
    private async Task<bool> ApplyAsync(ClientRules rules, ClientDetails details, Client client, CancellationToken ct)
    {
        await secrets.OpenAsync(client, ct);
        if (rules.Apply(details, client).Failed)
        {
            return false;
        }

        await secrets.SealAsync(client, ct);
        return db.Entry(client).State == EntityState.Modified;
    }
}
