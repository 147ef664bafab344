using System.Globalization;
using PracticeCms.Kernel.Cli;

namespace PracticeCms.Kernel.Backups;

/// <summary>What <c>doctor</c> says of a practice's backups: how old the newest is that was read back, and whether the last try failed.</summary>
internal sealed class BackupCheck(BackupFolder folder, IClock clock)
{
    /// <summary>Older than this, a loss would be larger than anyone expects of a nightly backup.</summary>
    private static readonly Duration Oldest = Duration.FromHours(48);

    public DoctorFinding Of(string tenant)
    {
        var check = $"backup of {tenant}";
        var status = folder.Status(tenant);
        var newest = status is { VerifiedAt: { } at, File: { } file } && File.Exists(file) ? at : BackupFolder.List(folder.Standard, tenant).Select(b => (Instant?)b.TakenAt).FirstOrDefault();
        var failed = status is { FailedAt: { } when, Failure: { } why } ? $"; the last try, {Age(when)} ago, failed: {why}" : "";
        if (folder.Key is null)
        {
            return DoctorFinding.Warning(check, "there is no recovery key, so none is made: run 'backup key'");
        }

        return newest is not { } taken ? DoctorFinding.Warning(check, "there is none" + failed)
            : clock.GetCurrentInstant() - taken > Oldest ? DoctorFinding.Warning(check, $"the newest is {Age(taken)} old" + failed)
            : failed.Length > 0 ? DoctorFinding.Warning(check, $"the newest is {Age(taken)} old" + failed)
            : DoctorFinding.Ok(check, $"{Age(taken)} old, read back when it was made");
    }

    private string Age(Instant since) => string.Create(CultureInfo.InvariantCulture, $"{(clock.GetCurrentInstant() - since).TotalHours:0.0} hours");
}
