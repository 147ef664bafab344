using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>Ends workflows from outside: what they wait for is forgotten, an open incident is closed with the reason.</summary>
internal sealed class EndWorkflows(WorkflowsDb db, IUnitOfWork unitOfWork, Waits waits, ICurrentActor actor, IClock clock)
{
    public Task ExecuteAsync(string correlationId, string reason, CancellationToken ct) =>
        unitOfWork.RunAsync(
            async token =>
            {
                await unitOfWork.FlushAsync(token);
                var open = await db.Workflows.IgnoreQueryFilters()
                    .Where(w => w.CorrelationId == correlationId && w.Status != WorkflowStatus.Finished && w.Status != WorkflowStatus.Aborted).ToListAsync(token);
                foreach (var workflow in open)
                {
                    await EndAsync(workflow, reason, token);
                }
            },
            ct);

    public Task<Result> ExecuteAsync(Guid workflowId, string reason, CancellationToken ct) =>
        unitOfWork.RunAsync<Result>(
            async token =>
            {
                if (reason.Trim().Length == 0)
                {
                    return Problem.Invalid("Reason", "Say why, for those who read the journal later.");
                }

                if (await db.Workflows.FirstOrDefaultAsync(w => w.Id == workflowId, token) is not { } workflow)
                {
                    return Problem.NotFound("The workflow");
                }

                if (workflow.IsOver)
                {
                    return Problem.Conflict("workflow-over", "This workflow has ended already.");
                }

                await EndAsync(workflow, reason.Trim(), token);
                return Result.Ok;
            },
            ct);

    private async Task EndAsync(Workflow workflow, string reason, CancellationToken ct)
    {
        workflow.Status = WorkflowStatus.Aborted;
        workflow.Remark = reason;
        workflow.ChangedAt = clock.GetCurrentInstant();
        foreach (var bookmark in await waits.OfAsync(workflow.Id, ct))
        {
            await waits.RemoveAsync(bookmark, ct);
        }

        foreach (var incident in await db.Incidents.Where(i => i.WorkflowId == workflow.Id && i.ClosedAt == null).ToListAsync(ct))
        {
            (incident.ClosedAt, incident.Resolution, incident.Reason, incident.ClosedBy) = (workflow.ChangedAt, "Ended", reason, actor.DisplayName);
        }
    }
}
