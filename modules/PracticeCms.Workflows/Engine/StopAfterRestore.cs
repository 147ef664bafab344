using PracticeCms.Backups;

namespace PracticeCms.Workflows.Engine;

/// <summary>A restored practice goes on from an earlier moment and would do again what it has done since: no step is taken until a person has looked.</summary>
internal sealed class StopAfterRestore(ISettings settings, IUnitOfWork unitOfWork) : IAfterRestore
{
    public Task RestoredAsync(RestoredBackup backup, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            if (!(await settings.GetAsync<WorkflowSettings>(token)).IsStopped)
            {
                await settings.SaveAsync(new WorkflowSettings { IsStopped = true, StoppedBy = "a restore", Reason = $"Restored from the backup of {backup.TakenAt}" }, token);
            }
        },
        ct);
}
