using System.Globalization;

namespace PracticeCms.Hosting;

/// <summary>How figures and states of practices are written.</summary>
internal static class TenantWords
{
    /// <summary>Work that waits longer means that it stands still.</summary>
    private const int LateSeconds = 120;

    private static readonly Duration OldBackup = Duration.FromHours(48);

    public static string Tone(TenantState state) => state switch
    {
        TenantState.Running => "success",
        TenantState.Suspended => "warning",
        _ => "danger",
    };

    public static string Of(DatabaseProvider database) => database == DatabaseProvider.Sqlite ? "SQLite" : "PostgreSQL";

    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / 1e3:0} kB"),
    };

    /// <summary>What whoever hosts the practice should look at; empty where all is well.</summary>
    public static IReadOnlyList<string> Troubles(TenantInfo tenant, Instant now)
    {
        var found = new List<string>();
        if (tenant.Failure is { } failure)
        {
            found.Add($"It could not be started: {failure}");
        }

        if (tenant.State is not (TenantState.Running or TenantState.Suspended))
        {
            found.Add($"It is {tenant.State}.");
        }

        if (tenant.Usage is { } usage)
        {
            found.AddRange(usage.Failure is { } why ? [$"It could not be measured: {why}"] : Array.Empty<string>());
            found.AddRange(usage.LagSeconds > LateSeconds ? [$"Background work is {usage.LagSeconds / 60} minutes behind."] : Array.Empty<string>());
            found.AddRange(usage.OpenIncidents > 0 ? [$"{usage.OpenIncidents} pieces of background work wait for a person."] : Array.Empty<string>());
        }

        found.AddRange(
            tenant.BackedUpAt is not { } at ? ["There is no backup."]
            : now - at > OldBackup ? [string.Create(CultureInfo.CurrentCulture, $"The newest backup is {(now - at).TotalHours:0} hours old.")] : Array.Empty<string>());
        return found;
    }
}
