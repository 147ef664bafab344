using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Types;

/// <summary>Stops everything at once, and lets it go on.</summary>
internal sealed class StopWorkflows(WorkflowsDb db, IUnitOfWork unitOfWork, ISettings settings, IOutbox outbox, ICurrentActor actor, IClock clock)
{
    /// <summary>After which every node knows that workflows go on.</summary>
    private static readonly Duration SecondLook = Duration.FromSeconds(15);

    public Task<Result> StopAllAsync(string reason, CancellationToken ct) =>
        unitOfWork.RunAsync<Result>(
            async token =>
            {
                await settings.SaveAsync(new WorkflowSettings { IsStopped = true, StoppedBy = actor.DisplayName, Reason = reason.Trim() }, token);
                return Result.Ok;
            },
            ct);

    /// <summary>Takes up every step that came due meanwhile.</summary>
    public Task<Result> GoOnAsync(CancellationToken ct) =>
        unitOfWork.RunAsync<Result>(
            async token =>
            {
                await settings.SaveAsync(new WorkflowSettings(), token);
                foreach (var id in await db.Workflows.IgnoreQueryFilters().Where(w => w.Status == WorkflowStatus.Executing).Select(w => w.Id).ToListAsync(token))
                {
                    await outbox.AdvanceAsync(id, token);
                    await outbox.AdvanceAsync(id, token, clock.GetCurrentInstant() + SecondLook); // another node may have taken the first for stopped
                }

                return Result.Ok;
            },
            ct);
}
