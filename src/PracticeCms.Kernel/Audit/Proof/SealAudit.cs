using System.Data.Common;
using Npgsql;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// Gives committed events their place: numbers them, chains their hashes, keeps the tree's tiles, and signs a checkpoint when it is time.
/// One sealer at a time and practice: the write lock on SQLite, an advisory lock on PostgreSQL.
/// </summary>
internal sealed class SealAudit(AuditConnections connections, AuditKeys keys, CheckpointCopies copies, IClock clock)
{
    public const int CheckpointEvents = 1_000;
    public static readonly Duration CheckpointEvery = Duration.FromSeconds(60);

    private const int BatchSize = 1_000;

    /// <param name="sign">A checkpoint now, even if the last one is young.</param>
    public async Task<Outcome> ExecuteAsync(TenantShell shell, bool sign, CancellationToken ct)
    {
        var (count, outcome) = (0, Outcome.Complete);
        do
        {
            await connections.InTransactionAsync(
                shell,
                async (connection, transaction, token) =>
                {
                    if (connection is NpgsqlConnection && !await LockAsync(connection, transaction, token))
                    {
                        (count, outcome) = (0, Outcome.Elsewhere);
                        return;
                    }

                    var log = new AuditTables(connection, transaction);
                    count = await log.SealAsync(BatchSize, token);
                    outcome = await SignIfDueAsync(log, sign && count < BatchSize, token) ? Outcome.Complete : Outcome.Unsigned;
                },
                ct);
        }
        while (count == BatchSize);

        if (outcome == Outcome.Complete)
        {
            await CopyAsync(shell, ct);
        }

        return outcome;
    }

    public enum Outcome
    {
        /// <summary>Everything is sealed, signed and copied.</summary>
        Complete,

        /// <summary>Everything is sealed; the newest events wait for the next checkpoint.</summary>
        Unsigned,

        /// <summary>Another node is sealing; events may be left.</summary>
        Elsewhere,
    }

    /// <summary>Also what an earlier process signed and did not come to copy.</summary>
    private async Task CopyAsync(TenantShell shell, CancellationToken ct)
    {
        var tenant = shell.Definition.Name;
        await using var connection = await connections.OpenAsync(shell, ct);
        foreach (var folder in copies.Folders)
        {
            await using var command = connection.Command(
                null, "SELECT size, note FROM kernel_audit_checkpoint WHERE size > @size ORDER BY size", ("@size", copies.CopiedTo(folder, tenant)));
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct) && copies.TryAppend(folder, tenant, reader.GetInt64(0), reader.GetString(1)))
            {
            }
        }
    }

    private static async Task<bool> LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        await using var command = connection.Command(transaction, "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.audit', 0))");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <returns>Whether everything is signed.</returns>
    private async Task<bool> SignIfDueAsync(AuditTables log, bool sign, CancellationToken ct)
    {
        var (size, head) = await log.HeadAsync(ct);
        var (signed, at) = await log.LastCheckpointAsync(ct);
        var now = Instant.FromUnixTimeSeconds(clock.GetCurrentInstant().ToUnixTimeSeconds());
        if (size == signed || !(sign || size - signed >= CheckpointEvents || at is null || now - at >= CheckpointEvery || now < at))
        {
            return size == signed;
        }

        var checkpoint = new Checkpoint(await log.IdAsync(ct), size, await log.Tree.RootAsync(size, ct), head, now);
        var note = keys.Sign(checkpoint);
        await log.AddCheckpointAsync(checkpoint, note, ct);
        return true;
    }
}
