using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>
/// Brings an event to every workflow that waits for it and starts every enabled type that begins with it. Each in its own transaction:
/// one that fails does not hold up the others.
/// </summary>
internal sealed class TakeEvent(WorkflowsDb db, WorkflowStore store, ITenantScopes scopes, ITenant tenant) : IOutboxHandler
{
    public string Kind => WorkflowMessages.Event;

    public async Task HandleAsync(OutboxMessage message, CancellationToken ct)
    {
        var taken = message.Read<EventMessage>();
        var failures = new List<Exception>();
        foreach (var (workflowId, bookmarkId) in await WaitingAsync(taken, ct))
        {
            await TryAsync(failures, sp => sp.GetRequiredService<WakeWorkflow>().OnEventAsync(workflowId, bookmarkId, taken, ct));
        }

        foreach (var (typeId, activityId) in await StartingAsync(taken.Name, ct))
        {
            await TryAsync(failures, sp => sp.GetRequiredService<StartWorkflow>().ExecuteAsync(typeId, activityId, taken, ct));
        }

        if (failures.FirstOrDefault(f => f is not PermanentFailureException) is { } transient)
        {
            throw new InvalidOperationException($"Not every workflow could take the event: {transient.Message}", transient);
        }

        if (failures.Count > 0)
        {
            throw new PermanentFailureException($"Not every workflow could take the event: {failures[0].Message}", failures[0]);
        }
    }

    private async Task<List<(Guid WorkflowId, Guid BookmarkId)>> WaitingAsync(EventMessage taken, CancellationToken ct)
    {
        var waiting = await db.Bookmarks.AsNoTracking()
            .Where(b => b.EventName == taken.Name && b.CorrelationId == taken.CorrelationId)
            .OrderBy(b => b.Id)
            .Select(b => new { b.WorkflowId, b.Id }).ToListAsync(ct);
        return [.. waiting.Select(b => (b.WorkflowId, b.Id))];
    }

    private async Task<List<(Guid TypeId, string ActivityId)>> StartingAsync(string name, CancellationToken ct)
    {
        var mark = WorkflowType.StartMark(name);
        var starts = new List<(Guid, string)>();
        foreach (var type in await db.Types.AsNoTracking().Where(t => t.IsEnabled && t.StartsWith.Contains(mark)).OrderBy(t => t.Name).ToListAsync(ct))
        {
            var graph = await store.GraphAsync(type.CurrentVersionId, ct);
            starts.AddRange(graph.Starts.Where(a => a.Name == name).Select(a => (type.Id, a.Id)));
        }

        return starts;
    }

    private async Task TryAsync(List<Exception> failures, Func<IServiceProvider, Task<bool>> work)
    {
        try
        {
            await scopes.RunAsync(tenant.Name, work);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failures.Add(e);
        }
    }
}
