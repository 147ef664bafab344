using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Erasure;

/// <summary>Running workflows end; of all, what they remembered and their sentences go.</summary>
internal sealed class EraseWorkflows(WorkflowsDb db, EndWorkflows end) : IErasesClients
{
    public async Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct) =>
        [new($"Workflows ({await Of(client).CountAsync(ct)})", ErasureOutcome.Erased, "What they remembered; running ones end.")];

    public async Task EraseAsync(Guid client, Instant at, CancellationToken ct)
    {
        var running = await Of(client).Where(w => w.Status != WorkflowStatus.Finished && w.Status != WorkflowStatus.Aborted).Select(w => w.CorrelationId).Distinct().ToListAsync(ct);
        foreach (var correlation in running)
        {
            await end.ExecuteAsync(correlation, "The record was erased.", ct);
        }

        await db.SaveChangesAsync(ct);
        var (ids, words) = (Of(client).Select(w => w.Id), Tombstone.Of(at));
        await db.Set<WorkflowStep>().Where(s => ids.Contains(s.WorkflowId)).ExecuteUpdateAsync(s => s.SetProperty(x => x.Sentence, words).SetProperty(x => x.Error, (string?)null), ct);
        await db.Incidents.Where(i => ids.Contains(i.WorkflowId)).ExecuteUpdateAsync(s => s.SetProperty(x => x.Sentence, words).SetProperty(x => x.Error, ""), ct);
        await Of(client).ExecuteUpdateAsync(s => s.SetProperty(w => w.State, "{}").SetProperty(w => w.Remark, words), ct);
    }

    private IQueryable<Workflow> Of(Guid client) => db.Workflows.IgnoreQueryFilters().Where(w => w.ClientId == client);
}
