using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// A copy of the database file, made by SQLite's backup interface under one read transaction: writers go on in the log, and the copy is the state
/// at its begin. It lies beside the database, as readable as that, and is removed when the backup ends.
/// </summary>
internal sealed class SqliteSource : IDatabaseSource
{
    public const string SnapshotFile = "backup.snapshot";
    public const string Part = TenantDatabases.Folder + "practice.db";
    private const int PagesPerStep = 4096;

    private readonly string snapshot;

    private SqliteSource(string snapshot) => this.snapshot = snapshot;

    public long Bytes => new FileInfo(snapshot).Length;

    public static Task<SqliteSource> OpenAsync(string database, string snapshot, Action<string> say, CancellationToken ct) => Task.Run(
        () =>
        {
            File.Delete(snapshot);
            var source = new SqliteSource(snapshot);
            try
            {
                say("Taking a snapshot of the database");
                Copy(database, snapshot, ct);
                say("Checking the snapshot");
                SqliteTables.Check(snapshot);
                return source;
            }
            catch
            {
                source.Delete();
                throw;
            }
        },
        ct);

    public async Task<DatabaseContent> WriteAsync(BackupWriter backup, CancellationToken ct)
    {
        await using (var file = new FileStream(snapshot, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            await backup.WriteAsync(Part, pack: true, target => file.CopyToAsync(target, 1 << 20, ct));
        }

        using var connection = SqliteTables.Open(snapshot);
        return new DatabaseContent(
            SqliteTables.Digest(connection, ct),
            Read(connection, "SELECT id, version FROM kernel_migration", r => (Id: r.GetString(0), Version: r.GetInt32(1))).ToDictionary(m => m.Id, m => m.Version),
            [.. Read(connection, "SELECT id FROM kernel_file", r => Guid.Parse(r.GetString(0), CultureInfo.InvariantCulture))]);
    }

    public ValueTask DisposeAsync()
    {
        Delete();
        return ValueTask.CompletedTask;
    }

    private static void Copy(string database, string snapshot, CancellationToken ct)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        using var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = snapshot, Pooling = false }.ConnectionString);
        source.Open();
        target.Open();
        Execute(target, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");

        // The first read pins the state that is copied, so that no step begins anew because of a writer.
        Execute(source, "BEGIN; SELECT COUNT(*) FROM sqlite_master");
        using var copy = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        var state = raw.SQLITE_OK;
        while (state == raw.SQLITE_OK)
        {
            ct.ThrowIfCancellationRequested();
            state = raw.sqlite3_backup_step(copy, PagesPerStep);
        }

        if (state != raw.SQLITE_DONE)
        {
            throw new SqliteException($"The database could not be copied: {raw.sqlite3_errstr(state).utf8_to_string()}.", state);
        }
    }

    private static List<T> Read<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private void Delete()
    {
        foreach (var suffix in (string[])["", "-journal", "-wal", "-shm"])
        {
            File.Delete(snapshot + suffix);
        }
    }
}
