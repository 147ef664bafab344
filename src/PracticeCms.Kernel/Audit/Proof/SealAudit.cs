using System.Data.Common;
using System.Globalization;
using System.Text;
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
    private const int RowsPerStatement = 250;

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

                    var log = new Log(connection, transaction);
                    count = await log.SealAsync(token);
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
        await using var connection = await connections.OpenAsync(shell, ct);
        await using var command = connection.Command(null, "SELECT size, note FROM kernel_audit_checkpoint WHERE size > @size ORDER BY size", ("@size", copies.CopiedTo(shell)));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            copies.Append(shell, reader.GetInt64(0), reader.GetString(1));
        }
    }

    private static async Task<bool> LockAsync(DbConnection connection, DbTransaction transaction, CancellationToken ct)
    {
        await using var command = connection.Command(transaction, "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.audit', 0))");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <returns>Whether everything is signed.</returns>
    private async Task<bool> SignIfDueAsync(Log log, bool sign, CancellationToken ct)
    {
        var (size, head) = await log.HeadAsync(ct);
        var (signed, at) = await log.LastCheckpointAsync(ct);
        var now = Instant.FromUnixTimeSeconds(clock.GetCurrentInstant().ToUnixTimeSeconds());
        if (size == signed || !(sign || size - signed >= CheckpointEvents || at is null || now - at >= CheckpointEvery))
        {
            return size == signed;
        }

        var checkpoint = new Checkpoint(await log.IdAsync(ct), size, await log.Tree.RootAsync(size, ct), head, now);
        var note = keys.Sign(checkpoint);
        await log.AddCheckpointAsync(checkpoint, note, ct);
        return true;
    }

    /// <summary>The log's tables in one transaction.</summary>
    private sealed class Log(DbConnection connection, DbTransaction transaction)
    {
        public AuditTree Tree { get; } = new(new DbAuditHashes(connection, transaction));

        public async Task<Guid> IdAsync(CancellationToken ct)
        {
            await using var command = connection.Command(transaction, "SELECT id FROM kernel_audit_log");
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            return reader.GetGuid(0);
        }

        public async Task<(long Size, byte[] Hash)> HeadAsync(CancellationToken ct)
        {
            await using (var command = connection.Command(transaction, "SELECT sequence, hash FROM kernel_audit_leaf ORDER BY sequence DESC LIMIT 1"))
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                if (await reader.ReadAsync(ct))
                {
                    return (reader.GetInt64(0), (byte[])reader.GetValue(1));
                }
            }

            return (0, EventHash.Genesis(await IdAsync(ct)));
        }

        public async Task<(long Size, Instant? At)> LastCheckpointAsync(CancellationToken ct)
        {
            await using var command = connection.Command(transaction, "SELECT size, at FROM kernel_audit_checkpoint ORDER BY size DESC LIMIT 1");
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct)
                ? (reader.GetInt64(0), Instant.FromDateTimeUtc(DateTime.SpecifyKind(reader.GetDateTime(1), DateTimeKind.Utc)))
                : (0, null);
        }

        public async Task<int> SealAsync(CancellationToken ct)
        {
            var waiting = await WaitingAsync(ct);
            if (waiting.Count == 0)
            {
                return 0;
            }

            var (size, hash) = await HeadAsync(ct);
            var leaves = new List<AuditLeaf>(waiting.Count);
            foreach (var fields in waiting)
            {
                hash = EventHash.Next(size + leaves.Count + 1, EventHash.Canonical(fields), hash);
                leaves.Add(new AuditLeaf { Sequence = size + leaves.Count + 1, EventId = Guid.Parse(fields[0]!), Hash = hash });
            }

            foreach (var part in leaves.Chunk(RowsPerStatement))
            {
                await AddAsync(part, ct);
            }

            await using (var done = connection.Command(
                transaction, "DELETE FROM kernel_audit_pending WHERE event_id IN (SELECT event_id FROM kernel_audit_leaf WHERE sequence > @size)", ("@size", size)))
            {
                await done.ExecuteNonQueryAsync(ct);
            }

            await AddTilesAsync(size, size + leaves.Count, ct);
            return leaves.Count;
        }

        public async Task AddCheckpointAsync(Checkpoint checkpoint, string note, CancellationToken ct)
        {
            await using var command = connection.Command(
                transaction,
                "INSERT INTO kernel_audit_checkpoint (size, at, note) VALUES (@size, @at, @note)",
                ("@size", checkpoint.Size),
                ("@at", checkpoint.At.ToDateTimeUtc()),
                ("@note", note));
            await command.ExecuteNonQueryAsync(ct);
        }

        private async Task<List<string?[]>> WaitingAsync(CancellationToken ct)
        {
            var waiting = new List<string?[]>();
            await using var command = connection.Command(
                transaction,
                $"SELECT {EventRow.Select("e")} FROM kernel_audit_pending p JOIN kernel_audit_event e ON e.id = p.event_id ORDER BY e.id LIMIT {BatchSize.ToString(CultureInfo.InvariantCulture)}");
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                waiting.Add(EventRow.Read(reader, 0));
            }

            return waiting;
        }

        private async Task AddAsync(AuditLeaf[] leaves, CancellationToken ct)
        {
            var sql = new StringBuilder("INSERT INTO kernel_audit_leaf (sequence, event_id, hash) VALUES ");
            await using var command = connection.Command(transaction, "");
            for (var i = 0; i < leaves.Length; i++)
            {
                sql.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}(@s{i}, @e{i}, @h{i})");
                command.Add($"@s{i}", leaves[i].Sequence);
                command.Add($"@e{i}", connection is NpgsqlConnection ? leaves[i].EventId : leaves[i].EventId.ToString().ToUpperInvariant());
                command.Add($"@h{i}", leaves[i].Hash);
            }

            command.CommandText = sql.ToString();
            await command.ExecuteNonQueryAsync(ct);
        }

        private async Task AddTilesAsync(long before, long after, CancellationToken ct)
        {
            for (var level = AuditTree.Step; level <= AuditTree.Highest; level += AuditTree.Step)
            {
                for (var number = before >> level; number < after >> level; number++)
                {
                    var hash = await Tree.RangeAsync(number << level, (number + 1) << level, ct);
                    await using var command = connection.Command(
                        transaction, "INSERT INTO kernel_audit_tile (level, number, hash) VALUES (@level, @number, @hash)", ("@level", level), ("@number", number), ("@hash", hash));
                    await command.ExecuteNonQueryAsync(ct);
                }
            }
        }
    }
}
