using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>Computes the times anew at which workflows of a record go on, after the record has moved.</summary>
internal sealed class RescheduleWaits(WorkflowsDb db, IUnitOfWork unitOfWork, WorkflowStore store, ActivityCatalog catalog, Waits waits, WakeWorkflow wake)
{
    public Task ExecuteAsync(string correlationId, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                await unitOfWork.FlushAsync(token);
                var ids = await db.Workflows.IgnoreQueryFilters()
                    .Where(w => w.CorrelationId == correlationId && (w.Status == WorkflowStatus.Halted || w.Status == WorkflowStatus.Executing || w.Status == WorkflowStatus.Faulted))
                    .Select(w => w.Id).ToListAsync(token);
                foreach (var id in ids)
                {
                    await MoveAsync(id, token);
                }
            },
            ct);

    private async Task MoveAsync(Guid workflowId, CancellationToken ct)
    {
        if (await store.OpenAsync(workflowId, ct) is not { } workflow)
        {
            return;
        }

        foreach (var bookmark in (await waits.OfAsync(workflowId, ct)).Where(b => b.Due is not null).ToList())
        {
            if (workflow.Graph.Find(bookmark.ActivityId) is not { } node || catalog.Make(node) is not WaitUntilTask activity)
            {
                continue;
            }

            var result = await activity.ExecuteAsync(store.Context(workflow, bookmark.ActivityId, bookmark.Visit), ct);
            if (result.Until is { } due)
            {
                await waits.MoveAsync(bookmark, due, ct);
            }
            else
            {
                await wake.ResumeAsync(workflow, bookmark, ct);
            }
        }
    }
}
