using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Types;

/// <summary>Switches: one type on or off, or everything at once.</summary>
internal sealed class SwitchType(WorkflowsDb db, IUnitOfWork unitOfWork, Schedules schedules, ISettings settings, IOutbox outbox, ICurrentActor actor, IClock clock)
{
    /// <summary>After which every node knows that workflows go on.</summary>
    private static readonly Duration SecondLook = Duration.FromSeconds(15);

    /// <summary>Off means that nothing new begins; what runs goes on.</summary>
    public Task<Result> ExecuteAsync(Guid typeId, bool isEnabled, CancellationToken ct) =>
        unitOfWork.RunAsync<Result>(
            async token =>
            {
                if (await db.Types.FirstOrDefaultAsync(t => t.Id == typeId, token) is not { } type)
                {
                    return Problem.NotFound("The workflow");
                }

                (type.IsEnabled, type.ChangedAt) = (isEnabled, clock.GetCurrentInstant());
                await schedules.ArmAsync(type, token);
                return Result.Ok;
            },
            ct);

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
