using Microsoft.Data.Sqlite;

namespace PracticeCms.Benchmarks;

/// <summary>A log of a million events: given its places by a running host, and proven by the command line.</summary>
internal static class AuditFigures
{
    private const int Events = 1_000_000;

    public static async Task RunAsync(BenchRun run)
    {
        var data = run.NewFolder("audit");
        await HostProcess.VerbAsync(run, data, LargePractice.SetUp);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(data, "Tenants", "Default", "practice.db")};Default Timeout=60");
        await database.OpenAsync();
        await ExecuteAsync(database, Fill);
        var began = Stopwatch.GetTimestamp();
        await using (await HostProcess.StartAsync(run, data, "book"))
        {
            while (await CountAsync(database, "kernel_audit_pending") > 0)
            {
                await Task.Delay(200);
            }

            run.Print("audit.seal", Events / Stopwatch.GetElapsedTime(began).TotalSeconds, "events/s");
        }

        run.Print("audit.verify-a-million", await HostProcess.VerbAsync(run, data, "audit", "verify"), "s");
    }

    private const string Fill =
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
        INSERT INTO kernel_audit_event (id, at, actor_kind, user_id, actor_name, roles, session_id, action, kind, client_id, entity_id, fields, reason, address, request_id, client_ids, origin)
        SELECT printf('%08X-0000-7000-8000-%012X', i, i), strftime('%Y-%m-%d %H:%M:%f', 1770000000 + i, 'unixepoch'), 'Staff', printf('%08X-0000-7000-8000-%012X', i % 50, 1), 'Olive Owner', 'Owner',
            printf('%08X-0000-7000-8000-%012X', i % 50, 2), 'viewed', 'Client', printf('%08X-0000-7000-8000-%012X', i % 5000, 3), NULL, NULL, NULL, '192.0.2.7', printf('0HN%06X', i), NULL, 'node 0.1.0 Europe/Vienna'
        FROM n
        """;

    private static async Task ExecuteAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        (command.CommandText, command.CommandTimeout) = (sql, 600);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(SqliteConnection database, string table)
    {
        await using var command = database.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
