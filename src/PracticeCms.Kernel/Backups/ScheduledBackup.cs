using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// Backs a practice up on the host's schedule, on one node, and removes backups that the rules no longer want. Without a recovery key it only warns.
/// </summary>
internal sealed class ScheduledBackup(MakeBackup backup, BackupFolder folder, BackupOptions options, TenantScope tenant, Dispatcher dispatcher, ILogger<ScheduledBackup> logger) : IBackgroundTask
{
    public string? Schedule => options.Schedule;

    // A large practice may take longer than the time that other work is given.
    public async Task DoWorkAsync(CancellationToken ct)
    {
        var name = tenant.Shell.Definition.Name;
        if (folder.Key is null)
        {
            BackupLog.NoKey(logger, name);
            return;
        }

        var result = await backup.ExecuteAsync(new MakeBackup.Request(tenant.Shell), dispatcher.Aborting.Token);
        if (result.Problem is { } problem)
        {
            throw new PermanentFailureException(problem.Message);
        }

        BackupLog.Made(logger, name, Path.GetFileName(result.Value.File), result.Value.Bytes);
        if (result.Value.MissingFiles.Count > 0)
        {
            BackupLog.Lacks(logger, name, result.Value.MissingFiles.Count);
        }

        var all = BackupFolder.List(folder.Standard, name);
        var outdated = options.Keep.Outdated(all.Select(b => b.TakenAt)).ToHashSet();
        foreach (var old in all.Where(b => outdated.Contains(b.TakenAt)))
        {
            File.Delete(old.Path);
            BackupLog.Removed(logger, Path.GetFileName(old.Path));
        }
    }
}
