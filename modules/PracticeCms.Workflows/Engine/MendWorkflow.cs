using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>Closes an incident: the step is tried again, or left out with a reason.</summary>
internal sealed class MendWorkflow(WorkflowsDb db, IUnitOfWork unitOfWork, WorkflowStore store, IOutbox outbox, ICurrentActor actor, IClock clock)
{
    public Task<Result> RetryAsync(Guid workflowId, CancellationToken ct) =>
        RunAsync(workflowId, (_, incident) => Close(incident, "Tried again", null), ct);

    /// <param name="outcome">The outcome by which the workflow goes on, as if the step had been done.</param>
    public async Task<Result> SkipAsync(Guid workflowId, string outcome, string reason, CancellationToken ct)
    {
        if (reason.Trim().Length == 0)
        {
            return Problem.Invalid("Reason", "Say why the step is left out.");
        }

        return await RunAsync(workflowId, (workflow, incident) => Skip(workflow, incident, outcome, reason.Trim()), ct);
    }

    private void Skip(OpenWorkflow workflow, Incident incident, string outcome, string reason)
    {
        var step = workflow.State.Pending[0];
        workflow.State.Pending.RemoveAt(0);
        workflow.Row.Steps++;
        db.Steps.Add(new WorkflowStep
        {
            Id = Ids.New(),
            WorkflowId = workflow.Row.Id,
            Number = workflow.Row.Steps,
            ActivityId = step.ActivityId,
            ActivityName = workflow.Graph.Find(step.ActivityId)?.Name ?? "",
            Visit = step.Visit,
            Sentence = incident.Sentence,
            Outcome = $"Left out, as if {outcome}",
            Error = incident.Error,
            At = clock.GetCurrentInstant(),
        });
        Walk.Leave(workflow.Graph, workflow.State, step.ActivityId, [outcome]);
        Close(incident, "Left out", reason);
    }

    private void Close(Incident incident, string resolution, string? reason) =>
        (incident.ClosedAt, incident.Resolution, incident.Reason, incident.ClosedBy) = (clock.GetCurrentInstant(), resolution, reason, actor.DisplayName);

    private Task<Result> RunAsync(Guid workflowId, Action<OpenWorkflow, Incident> mend, CancellationToken ct) =>
        unitOfWork.RunAsync<Result>(
            async token =>
            {
                if (!await db.Workflows.AnyAsync(w => w.Id == workflowId, token) || await store.OpenAsync(workflowId, token) is not { } workflow)
                {
                    return Problem.NotFound("The workflow");
                }

                var incident = await db.Incidents.FirstOrDefaultAsync(i => i.WorkflowId == workflowId && i.ClosedAt == null, token);
                if (workflow.Row.Status != WorkflowStatus.Faulted || incident is null)
                {
                    return Problem.Conflict("no-incident", "Somebody has dealt with this incident already.");
                }

                mend(workflow, incident);
                workflow.Row.Status = WorkflowStatus.Executing;
                workflow.Row.Remark = null;
                workflow.Keep(clock.GetCurrentInstant());
                await outbox.AdvanceAsync(workflowId, token);
                return Result.Ok;
            },
            ct);
}
