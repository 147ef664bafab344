using PracticeCms.Records.Clients;

namespace PracticeCms.Records.Import;

/// <summary>Writes what sound rows say, within the transaction of their chunk. A client who is there is changed as by hand: nobody writes what they do not see.</summary>
internal sealed class SaveRows(RecordsDb db, SeenFields seen, ClientIndex index, ClientWrites writes, ClientSecrets secrets)
{
    public async Task CreateAsync(List<Client> created, CancellationToken ct)
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

    public async Task UpdateAsync(List<(ImportDraft Draft, Guid Id)> found, ClientRules rules, ImportResult result, CancellationToken ct)
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
            if (!clients.TryGetValue(id, out var client) || client.ErasedAt is not null)
            {
                result.Skipped++;
            }
            else if (await seen.CheckAsync(draft.Row.Details, id, ct) is { } unseen)
            {
                result.Refuse(draft.Row, unseen);
            }
            else if (await ApplyAsync(rules, draft.Row.Details, client, ct) is { } wrong)
            {
                result.Refuse(draft.Row, wrong);
            }
            else
            {
                await CountAsync(draft, client, changed, result, ct);
            }
        }

        if (changed.Count > 0)
        {
            await index.WriteTermsAsync(changed, areNew: false, ct);
        }
    }

    private async Task CountAsync(ImportDraft draft, Client client, HashSet<Client> changed, ImportResult result, CancellationToken ct)
    {
        var isNew = db.Entry(client).State == EntityState.Modified;
        if (isNew)
        {
            writes.Touch(client);
            changed.Add(client);
        }

        // That a key is somebody's, or a number right, is not told by what was counted.
        if (isNew || draft.LacksKey || await HasUnseenNumberAsync(draft.Row.Details, client.Id, ct))
        {
            result.Updated++;
        }
        else
        {
            result.Skipped++;
        }
    }

    private async Task<bool> HasUnseenNumberAsync(ClientDetails details, Guid id, CancellationToken ct) =>
        !seen.Sees(FieldGroup.IdentityNumbers, id)
        && (details.IdentityNumber is { Length: > 0 } || (await seen.FieldsAsync(id, ct)).Any(f => f.Group == FieldGroup.IdentityNumbers && details.Custom.ContainsKey(f.Name)));

    /// <summary>What is wrong with the row for this client, who then stays as they were: a value of theirs that a field no longer admits, for example.</summary>
    private async Task<Problem?> ApplyAsync(ClientRules rules, ClientDetails details, Client client, CancellationToken ct)
    {
        await secrets.OpenAsync(client, ct);
        var entry = db.Entry(client);
        var (before, state) = (entry.CurrentValues.Clone(), entry.State);
        if ((rules with { Fields = await seen.FieldsAsync(client.Id, ct) }).Apply(details, client) is { Failed: true } check)
        {
            entry.CurrentValues.SetValues(before);
            entry.State = state;
            client.IsOpened = false; // what is sealed was not applied, and is read again
            return check.ToProblem();
        }

        await secrets.SealAsync(client, ct);
        return null;
    }
}
