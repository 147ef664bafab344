using Microsoft.Extensions.Configuration;

namespace PracticeCms.Kernel.Jobs;

/// <summary>Configuration section <c>Practice:Jobs</c>.</summary>
internal sealed record JobsOptions
{
    /// <summary>False: nothing runs in the background; tests and command-line verbs drain by hand.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Hangfire workers; each drains one practice at a time.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Messages of one practice that run at once.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Work that takes longer is told to end, and set aside where it does not.</summary>
    public TimeSpan LongestWork { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hangfire's own storage on PostgreSQL; empty keeps it in memory, which loses nothing that matters.</summary>
    public string PostgresConnection { get; init; } = "";

    /// <summary>Seconds between looks at a practice's tables for work that another process wrote.</summary>
    public int ScanSeconds { get; init; } = 15;

    public static JobsOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Practice:Jobs");
        return new JobsOptions
        {
            Enabled = section.GetValue("Enabled", true),
            Workers = Math.Max(1, section.GetValue("Workers", 2)),
            Parallel = Math.Max(1, section.GetValue("Parallel", 4)),
            LongestWork = TimeSpan.FromSeconds(Math.Max(1, section.GetValue("LongestSeconds", 300))),
            PostgresConnection = section["PostgresConnection"] ?? "",
            ScanSeconds = Math.Max(1, section.GetValue("ScanSeconds", 15)),
        };
    }
}
