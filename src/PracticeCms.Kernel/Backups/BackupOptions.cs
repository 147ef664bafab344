using Cronos;
using Microsoft.Extensions.Configuration;

namespace PracticeCms.Kernel.Backups;

/// <summary>Configuration section <c>Practice:Backups</c>.</summary>
internal sealed record BackupOptions
{
    /// <summary>Cron with five fields, in UTC; empty for none.</summary>
    public string Schedule { get; init; } = "30 2 * * *";

    /// <summary>Where backups are written to and looked for.</summary>
    public required string Folder { get; init; }
    public Retention Keep { get; init; } = new(7, 5, 12);

    public static BackupOptions From(IConfiguration configuration, string dataFolder)
    {
        var section = configuration.GetSection("Practice:Backups");
        var standard = new BackupOptions { Folder = Path.Combine(dataFolder, "backups") };
        var schedule = section["Schedule"] ?? standard.Schedule;
        if (schedule.Length > 0 && !CronExpression.TryParse(schedule, out _))
        {
            throw new InvalidOperationException($"Practice:Backups:Schedule is '{schedule}'; it must be a cron expression of five fields, such as '{standard.Schedule}', or empty.");
        }

        return standard with
        {
            Schedule = schedule,
            Folder = section["Folder"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : standard.Folder,
            Keep = new Retention(
                section.GetValue("Keep:Daily", standard.Keep.Daily), section.GetValue("Keep:Weekly", standard.Keep.Weekly), section.GetValue("Keep:Monthly", standard.Keep.Monthly)),
        };
    }
}
