using System.Globalization;
using PracticeCms.Health;

namespace PracticeCms.Kernel.Backups;

/// <summary>How old a practice's newest backup is that was read back, and whether the last try failed.</summary>
internal sealed class BackupCheck(BackupFolder folder, IClock clock)
{
    /// <summary>Older than this, a loss would be larger than anyone expects of a nightly backup.</summary>
    private static readonly Duration Oldest = Duration.FromHours(48);

    public HealthFinding Of(string tenant)
    {
        var check = $"backup of {tenant}";
        var status = folder.Status(tenant);
        var newest = status is { VerifiedAt: { } at, File: { } file } && File.Exists(file) ? at : BackupFolder.List(folder.Standard, tenant).Select(b => (Instant?)b.TakenAt).FirstOrDefault();
        var failed = status is { FailedAt: { } when, Failure: { } why } ? $"; the last try, {Age(when)} ago, failed: {why}" : "";
        if (folder.Key is null)
        {
            return HealthFinding.Warning(check, "there is no recovery key, so none is made", "Run 'backup key'.");
        }

        if (folder.Origin is null)
        {
            return HealthFinding.Warning(check, "backups do not prove who made them", "Run 'backup key --replace', and keep what it shows beside the old one, which still opens older backups.");
        }

        return newest is not { } taken ? HealthFinding.Warning(check, "there is none" + failed, "Run 'backup'.")
            : clock.GetCurrentInstant() - taken > Oldest || failed.Length > 0 ? HealthFinding.Warning(check, $"the newest is {Age(taken)} old" + failed, "Run 'backup', and see why the nightly one does not.")
            : HealthFinding.Ok(check, $"{Age(taken)} old, read back when it was made");
    }

    private string Age(Instant since) => string.Create(CultureInfo.InvariantCulture, $"{(clock.GetCurrentInstant() - since).TotalHours:0.0} hours");
}
