using System.Data.Common;
using System.Globalization;
using System.Text;
using Npgsql;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>The log's tables, as the sealer reads and fills them in one transaction.</summary>
internal sealed class AuditTables(DbConnection connection, DbTransaction? transaction)
{
    private const int RowsPerStatement = 250;

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

    /// <summary>Gives the next waiting events their places.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> SealAsync(int most, CancellationToken ct)
    {
        var waiting = await WaitingAsync(most, ct);
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

    private async Task<List<string?[]>> WaitingAsync(int most, CancellationToken ct)
    {
        var waiting = new List<string?[]>();
        await using var command = connection.Command(
            transaction,
            $"SELECT {EventRow.Select("e")} FROM kernel_audit_pending p JOIN kernel_audit_event e ON e.id = p.event_id ORDER BY e.id LIMIT {most.ToString(CultureInfo.InvariantCulture)}");
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
