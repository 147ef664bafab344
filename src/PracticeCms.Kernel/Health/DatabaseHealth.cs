using System.Globalization;
using Npgsql;
using PracticeCms.Health;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Health;

/// <summary>Whether the database keeps what it has said it keeps.</summary>
internal sealed class DatabaseHealth(TenantConnection connection, TenantScope tenant, IClock clock) : IHealthCheck
{
    private const string Name = "database";

    /// <summary>A lease lasts 15 seconds by the clocks of the nodes, and is renewed every four.</summary>
    private const int MostSeconds = 5;

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct = default) =>
        tenant.Shell.Definition.Database == DatabaseProvider.Sqlite ? await SqliteAsync(ct) : await PostgresAsync(ct);

    private async Task<IReadOnlyList<HealthFinding>> SqliteAsync(CancellationToken ct)
    {
        var (mode, durable) = (await AskAsync("PRAGMA journal_mode", ct), await AskAsync("PRAGMA synchronous", ct));
        return
        [
            mode == "wal" && durable == "2"
                ? HealthFinding.Ok(Name, "SQLite with a write-ahead log, flushed at each commit")
                : HealthFinding.Failed(Name, $"SQLite with journal mode {mode} and synchronous {durable}", "Restart the host, which sets wal and full; see that nobody else opens the file."),
        ];
    }

    private async Task<IReadOnlyList<HealthFinding>> PostgresAsync(CancellationToken ct)
    {
        var findings = new List<HealthFinding>();
        foreach (var setting in (string[])["fsync", "full_page_writes", "synchronous_commit"])
        {
            if (await AskAsync($"SHOW {setting}", ct) == "off")
            {
                findings.Add(HealthFinding.Failed(Name, $"{setting} is off", $"Set {setting} = on in postgresql.conf: a crash may lose what was acknowledged."));
            }
        }

        if (await AskAsync("SHOW data_checksums", ct) == "off")
        {
            findings.Add(HealthFinding.Warning($"{Name} checksums", "are off, so damage of the disk is noticed late", "Stop the cluster and run pg_checksums --enable."));
        }

        if (await AskAsync("SELECT inet_server_addr() IS NULL OR inet_server_addr() << '127.0.0.0/8' OR (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())", ct) == "False")
        {
            findings.Add(HealthFinding.Failed($"{Name} connection", "goes over the network in clear", "Add SSL Mode=VerifyFull to the connection string."));
        }
        else if (PostgresEncryption.Weakness(new NpgsqlConnectionStringBuilder(connection.Connection.ConnectionString)) is { } weakness)
        {
            findings.Add(HealthFinding.Warning($"{Name} connection", weakness, "Write SSL Mode=VerifyFull in the connection string, or leave SSL Mode out."));
        }

        var seconds = Math.Abs((clock.GetCurrentInstant() - Instant.FromUnixTimeSeconds(long.Parse(await AskAsync("SELECT EXTRACT(EPOCH FROM clock_timestamp())::bigint", ct), CultureInfo.InvariantCulture))).TotalSeconds);
        if (seconds > MostSeconds)
        {
            findings.Add(HealthFinding.Warning($"{Name} clock", $"differs from this machine's by {seconds:0} seconds", "Have both machines keep the time by the same service."));
        }

        return findings.Count > 0 ? findings : [HealthFinding.Ok(Name, $"PostgreSQL {await AskAsync("SHOW server_version", ct)}, flushed at each commit, with checksums")];
    }

    private async Task<string> AskAsync(string sql, CancellationToken ct)
    {
        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) ?? "";
    }
}
