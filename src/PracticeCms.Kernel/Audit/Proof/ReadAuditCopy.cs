using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>Reads a practice's log at one moment, beside a running host or from the files of a stopped one.</summary>
internal sealed class ReadAuditCopy(AuditConnections connections, CheckpointCopies copies)
{
    public async Task<T> ExecuteAsync<T>(TenantShell shell, Func<AuditCopy, Task<T>> work, CancellationToken ct)
    {
        // The copies first: what they vouch for is in the database that is read after them.
        var tenant = shell.Definition.Name;
        var copied = copies.Folders.ToDictionary(f => f, f => Notes(CopyFile.Newest(f, tenant)), StringComparer.Ordinal);
        await using var connection = await connections.OpenToReadAsync(shell, ct);
        await using var transaction = await SnapshotAsync(connection, ct);
        var log = (await ListAsync(connection, transaction, "SELECT id FROM kernel_audit_log", r => r.GetGuid(0), ct)).FirstOrDefault();
        var tiles = await ListAsync(connection, transaction, "SELECT level, number, hash FROM kernel_audit_tile", r => ((r.GetInt32(0), r.GetInt64(1)), (byte[])r.GetValue(2)), ct);
        var notes = await ListAsync(connection, transaction, "SELECT note FROM kernel_audit_checkpoint ORDER BY size", r => r.GetString(0), ct);
        var queued = await CountAsync(connection, transaction, "kernel_audit_pending", ct);
        var waiting = await CountAsync(connection, transaction, "kernel_audit_pending p JOIN kernel_audit_event e ON e.id = p.event_id", ct);
        var written = await CountAsync(connection, transaction, "kernel_audit_event", ct);
        var restores = await ListAsync(
            connection, transaction, "SELECT COALESCE(reason, '') FROM kernel_audit_event WHERE action = 'restored' AND kind = 'Practice'", r => r.GetString(0), ct);
        return await work(
            new AuditCopy(log, EntriesAsync(connection, transaction, ct), tiles.ToDictionary(t => t.Item1, t => t.Item2), notes, copied, written, waiting, queued - waiting)
            {
                BegunAnew = copies.Folders.Where(f => CopyFile.Former(f, tenant, log) > RestoredAudit.LeftBehind(restores)).ToList(),
            });
    }

    private static IReadOnlyList<string>? Notes(string file) => File.Exists(file) ? CopyFile.Read(file).Select(l => l.Note).ToList() : null;

    /// <summary>One moment of the database, without keeping anybody from writing.</summary>
    public static async Task<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: true)
        : await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);

    private static async IAsyncEnumerable<AuditEntryCopy> EntriesAsync(DbConnection connection, DbTransaction transaction, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = connection.Command(
            transaction,
            $"SELECT l.sequence, l.hash, {EventRow.Select("e")} FROM kernel_audit_leaf l LEFT JOIN kernel_audit_event e ON e.id = l.event_id ORDER BY l.sequence");
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new AuditEntryCopy(reader.GetInt64(0), (byte[])reader.GetValue(1), await reader.IsDBNullAsync(2, ct) ? null : EventRow.Read(reader, 2));
        }
    }

    private static async Task<long> CountAsync(DbConnection connection, DbTransaction transaction, string table, CancellationToken ct)
    {
        await using var command = connection.Command(transaction, $"SELECT COUNT(*) FROM {table}");
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }

    private static async Task<List<T>> ListAsync<T>(DbConnection connection, DbTransaction transaction, string sql, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var rows = new List<T>();
        await using var command = connection.Command(transaction, sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
