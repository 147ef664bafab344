using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>Starts a workflow of the type's current version, once per event.</summary>
internal sealed class StartWorkflow(WorkflowsDb db, IUnitOfWork unitOfWork, WorkflowStore store, ActivityCatalog catalog, IOutbox outbox, IClock clock)
{
    public Task<bool> ExecuteAsync(Guid typeId, string activityId, EventMessage cause, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                var key = $"{typeId:N}:{activityId}:{cause.EventId}";
                if (await db.Types.FirstOrDefaultAsync(t => t.Id == typeId && t.IsEnabled, token) is not { } type
                    || await db.Workflows.IgnoreQueryFilters().AnyAsync(w => w.BusinessKey == key, token)
                    || (type.IsSingleton && await RunsAsync(typeId, token)))
                {
                    return false;
                }

                return await StartAsync(type, activityId, key, cause, token);
            },
            ct);

    /// <summary>Starts of one type go one after the other until the transaction ends, because none sees what another has not committed. SQLite has one writer anyway.</summary>
    private async Task<bool> RunsAsync(Guid typeId, CancellationToken ct)
    {
        if (db.Database.IsNpgsql())
        {
            var key = $"workflow:{typeId:N}";
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))", ct);
        }

        return await db.Workflows.IgnoreQueryFilters().AnyAsync(w => w.TypeId == typeId && w.Status != WorkflowStatus.Finished && w.Status != WorkflowStatus.Aborted, ct);
    }

    private async Task<bool> StartAsync(WorkflowType type, string activityId, string key, EventMessage cause, CancellationToken ct)
    {
        var graph = await store.GraphAsync(type.CurrentVersionId, ct);
        if (graph.Find(activityId) is not { } node)
        {
            return false;
        }

        var now = clock.GetCurrentInstant();
        var row = new Workflow
        {
            Id = Ids.New(),
            TypeId = type.Id,
            TypeVersionId = type.CurrentVersionId,
            TypeName = type.Name,
            Status = WorkflowStatus.Executing,
            BusinessKey = key,
            CorrelationId = cause.CorrelationId,
            ClientId = cause.ClientId,
            CreatedAt = now,
            ChangedAt = now,
        };
        var workflow = new OpenWorkflow(row, graph) { State = { Input = (System.Text.Json.Nodes.JsonObject)cause.Input.DeepClone() } };
        workflow.State.Take(cause.EventId);
        var activity = catalog.Make(node);
        if (!await activity.CanExecuteAsync(store.Context(workflow, activityId, 1), ct))
        {
            return false;
        }

        Walk.Begin(workflow.State, activityId, activity is EventActivity);
        workflow.Keep(now);
        db.Workflows.Add(row);
        await outbox.AdvanceAsync(row.Id, ct);
        return true;
    }
}

internal static class AdvanceOutbox
{
    /// <summary>Has the workflow take its next steps after the commit.</summary>
    public static Task AdvanceAsync(this IOutbox outbox, Guid workflowId, CancellationToken ct, Instant? due = null) =>
        outbox.EnqueueAsync(WorkflowMessages.Advance, $"wfa:{workflowId:N}:{Ids.New():N}", new AdvanceMessage(workflowId), due, ct: ct);
}
