using PracticeCms.Records.Clients;

namespace PracticeCms.Records.Import;

/// <summary>A row that was found sound, with the client that it would make.</summary>
internal sealed record ImportDraft(ImportRow Row, Client Client)
{
    public ClientKey Key { get; } = ClientKey.Of(Client);

    /// <summary>One client alone has a key, and this one's is that of somebody whom the importer does not see.</summary>
    public bool LacksKey => Key.ExternalId is not null && Client.ExternalId is null;

    public void LeaveKeyOut() => (Row.Details.ExternalId, Client.ExternalId) = (null, null);
}

/// <summary>
/// Imports some hundred rows in one transaction. It publishes no events: a welcome mail to everyone of the last ten years would be
/// the first thing that an import does wrong.
/// </summary>
internal sealed class ImportChunk(IUnitOfWork unitOfWork, ClientRulebook rulebook, ClientWrites writes, KnownClients known, SaveRows save)
{
    private static readonly Problem OnlyTried = Problem.Conflict("dry-run", "A dry run changes nothing.");

    public async Task ExecuteAsync(IReadOnlyList<ImportRow> rows, RowsSeen seen, ImportResult result, CancellationToken ct) =>
        await unitOfWork.RunAsync<Result>(
            async token =>
            {
                var rules = await rulebook.GetAsync(token);
                var drafts = Check(rows, rules, seen, result);
                var meant = await known.FindAsync(drafts.ConvertAll(d => d.Key), token);
                var created = new List<Client>();
                var found = new List<(ImportDraft Draft, Guid Id)>();
                foreach (var draft in drafts)
                {
                    if (draft.Key.ExternalId is { } key && meant.HiddenKeys.Contains(key))
                    {
                        draft.LeaveKeyOut();
                    }

                    if (meant.Clients.TryGetValue(draft.Key.Id, out var id))
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

                await save.CreateAsync(created, token);
                result.Created += created.Count;
                await save.UpdateAsync(found, rules, result, token);
                return result.DryRun ? OnlyTried : Result.Ok;
            },
            ct);

    private List<ImportDraft> Check(IReadOnlyList<ImportRow> rows, ClientRules rules, RowsSeen seen, ImportResult result)
    {
        var drafts = new List<ImportDraft>(rows.Count);
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
                result.Refuse(row, check.ToProblem());
                continue;
            }

            drafts.Add(new ImportDraft(row, client));
        }

        return drafts;
    }
}
