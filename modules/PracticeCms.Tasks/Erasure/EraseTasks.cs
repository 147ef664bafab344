using PracticeCms.Tasks.List;

namespace PracticeCms.Tasks.Erasure;

internal sealed class EraseTasks(TasksDb db) : IErasesClients
{
    public async Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct) =>
        [new($"Tasks ({await Of(client).CountAsync(ct)})", ErasureOutcome.Erased, "Their texts; open ones are closed.")];

    public async Task EraseAsync(Guid client, Instant at, CancellationToken ct)
    {
        await Of(client).Where(t => t.State == TaskState.Open).ExecuteUpdateAsync(s => s.SetProperty(t => t.State, TaskState.Done).SetProperty(t => t.CompletedAt, at), ct);
        await Of(client).ExecuteUpdateAsync(s => s.SetProperty(t => t.Title, Tombstone.Of(at)).SetProperty(t => t.Details, ""), ct);
    }

    private IQueryable<StaffTask> Of(Guid client) => db.Set<StaffTask>().IgnoreQueryFilters().Where(t => t.ClientId == client);
}
