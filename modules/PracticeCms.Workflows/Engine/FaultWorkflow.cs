using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>Stops a workflow at the step that failed and opens an incident for a person.</summary>
internal sealed class FaultWorkflow(WorkflowsDb db, IUnitOfWork unitOfWork, WorkflowStore store, ActivityCatalog catalog, IClock clock)
{
    private const int ErrorLimit = 500;

    public Task<bool> ExecuteAsync(Guid workflowId, Exception error, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                if (await store.OpenAsync(workflowId, token) is not { Row.Status: WorkflowStatus.Executing } workflow || workflow.State.Pending.Count == 0)
                {
                    return false;
                }

                var step = workflow.State.Pending[0];
                var node = workflow.Graph.Find(step.ActivityId);
                var now = clock.GetCurrentInstant();
                workflow.Row.Status = WorkflowStatus.Faulted;
                workflow.Row.ChangedAt = now;
                workflow.Row.Remark = Cut(error.Message);
                db.Incidents.Add(new Incident
                {
                    Id = Ids.New(),
                    WorkflowId = workflowId,
                    ActivityId = step.ActivityId,
                    Visit = step.Visit,
                    Sentence = node is null ? "A step is not there any more" : catalog.Sentence(node),
                    Error = Cut(error.Message),
                    OpenedAt = now,
                });
                return true;
            },
            ct);

    /// <summary>Notes a failure that is tried again, so that the workflow's page says why it does not move.</summary>
    public Task<bool> RemarkAsync(Guid workflowId, Exception error, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                if (await db.Workflows.IgnoreQueryFilters().FirstOrDefaultAsync(w => w.Id == workflowId, token) is { } row)
                {
                    row.Remark = Cut($"Will be tried again: {error.Message}");
                }

                return true;
            },
            ct);

    private static string Cut(string text) => text.AtMost(ErrorLimit);
}
