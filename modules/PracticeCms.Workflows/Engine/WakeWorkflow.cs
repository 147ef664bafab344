using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>Takes a waiting workflow up again: because its event came, or its time.</summary>
internal sealed class WakeWorkflow(IUnitOfWork unitOfWork, WorkflowStore store, ActivityCatalog catalog, Waits waits, IOutbox outbox, IClock clock) : ITimerHandler
{
    public string Kind => WorkflowMessages.Timer;

    public Task<bool> OnEventAsync(Guid workflowId, Guid bookmarkId, EventMessage cause, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                if (await FindAsync(workflowId, bookmarkId, token) is not var (workflow, bookmark) || !workflow.State.Take(cause.EventId))
                {
                    return false;
                }

                foreach (var (name, value) in cause.Input)
                {
                    workflow.State.Input[name] = value?.DeepClone();
                }

                var activity = workflow.Graph.Find(bookmark.ActivityId) is { } node ? catalog.Make(node) : null;
                if (activity is null || !await activity.CanExecuteAsync(store.Context(workflow, bookmark.ActivityId, bookmark.Visit), token))
                {
                    return false;
                }

                await ResumeAsync(workflow, bookmark, token);
                return true;
            },
            ct);

    public async Task FireAsync(string key, string payload, Instant due, CancellationToken ct)
    {
        var message = System.Text.Json.JsonSerializer.Deserialize<BookmarkMessage>(payload, DurableJson.Options)!;
        if (await FindAsync(message.WorkflowId, message.BookmarkId, ct) is var (workflow, bookmark))
        {
            await ResumeAsync(workflow, bookmark, ct);
        }
    }

    /// <summary>Queues the activity as if its time had come; the activity looks at its record again.</summary>
    public async Task ResumeAsync(OpenWorkflow workflow, Bookmark bookmark, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        await waits.RemoveAsync(bookmark, ct);
        if (bookmark.NotAfter < now)
        {
            Walk.Leave(workflow.Graph, workflow.State, bookmark.ActivityId, [Activities.WaitUntilTask.Skipped]);
        }
        else
        {
            Walk.Resume(workflow.State, bookmark.ActivityId, bookmark.Visit);
        }

        // A workflow with an open incident takes it up when the incident is closed.
        if (workflow.Row.Status == WorkflowStatus.Halted)
        {
            workflow.Row.Status = WorkflowStatus.Executing;
            await outbox.AdvanceAsync(workflow.Row.Id, ct);
        }

        workflow.Keep(now);
    }

    private async Task<(OpenWorkflow Workflow, Bookmark Bookmark)?> FindAsync(Guid workflowId, Guid bookmarkId, CancellationToken ct)
    {
        var bookmark = (await waits.OfAsync(workflowId, ct)).FirstOrDefault(b => b.Id == bookmarkId);
        return bookmark is not null && await store.OpenAsync(workflowId, ct) is { Row.IsOver: false } workflow ? (workflow, bookmark) : null;
    }
}
