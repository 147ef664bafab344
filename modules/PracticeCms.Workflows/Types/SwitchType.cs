using PracticeCms.Workflows.Engine;

namespace PracticeCms.Workflows.Types;

/// <summary>Switches one type on or off.</summary>
internal sealed class SwitchType(WorkflowsDb db, IUnitOfWork unitOfWork, Schedules schedules, PublishRule rule, IClock clock)
{
    /// <summary>Off means that nothing new begins; what runs goes on. Anybody who manages workflows may switch off.</summary>
    public Task<Result> ExecuteAsync(Guid typeId, bool isEnabled, CancellationToken ct) =>
        unitOfWork.RunAsync<Result>(
            async token =>
            {
                if (await db.Types.FirstOrDefaultAsync(t => t.Id == typeId, token) is not { } type)
                {
                    return Problem.NotFound("The workflow");
                }

                if (isEnabled && await rule.RefusalAsync(token) is { } refused)
                {
                    return refused;
                }

                (type.IsEnabled, type.ChangedAt) = (isEnabled, clock.GetCurrentInstant());
                await schedules.ArmAsync(type, token);
                return Result.Ok;
            },
            ct);
}
