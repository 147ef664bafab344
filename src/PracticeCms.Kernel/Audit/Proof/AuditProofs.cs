using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>That an event is in the log, or that one checkpoint's log continues another's; both can be checked without the log.</summary>
internal sealed class AuditProofs(AuditConnections connections)
{
    /// <param name="Note">The signed checkpoint of that size.</param>
    public sealed record Inclusion(long Sequence, long Size, IReadOnlyList<string?> Event, byte[] Before, byte[] Hash, IReadOnlyList<byte[]> Path, string Note);

    public sealed record Consistency(long From, long To, IReadOnlyList<byte[]> Path, string FromNote, string ToNote);

    /// <param name="eventId">Or the sequence.</param>
    public async Task<Result<Inclusion>> IncludeAsync(TenantShell shell, Guid? eventId, long? sequence, CancellationToken ct)
    {
        await using var connection = await connections.OpenToReadAsync(shell, ct);
        await using var transaction = await ReadAuditCopy.SnapshotAsync(connection, ct);
        await using var command = connection.Command(
            transaction,
            $"""
            SELECT l.sequence, l.hash, (SELECT c.size FROM kernel_audit_checkpoint c WHERE c.size >= l.sequence ORDER BY c.size LIMIT 1), {EventRow.Select("e")}
            FROM kernel_audit_leaf l JOIN kernel_audit_event e ON e.id = l.event_id WHERE {(eventId is null ? "l.sequence" : "l.event_id")} = @which
            """,
            ("@which", eventId is null ? sequence ?? 0 : connection is Npgsql.NpgsqlConnection ? eventId : eventId.ToString()!.ToUpperInvariant()));
        (long Sequence, byte[] Hash, long? Size, string?[] Event) found;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct))
            {
                return Problem.NotFound("The event, or its place in the sequence,");
            }

            found = (reader.GetInt64(0), (byte[])reader.GetValue(1), await reader.IsDBNullAsync(2, ct) ? null : reader.GetInt64(2), EventRow.Read(reader, 3));
        }

        if (found.Size is not { } size)
        {
            return Problem.Conflict("not-signed", "The event waits for its checkpoint; try again in a minute.");
        }

        var hashes = new DbAuditHashes(connection, transaction);
        var before = found.Sequence == 1 ? EventHash.Genesis(await new AuditTables(connection, transaction).IdAsync(ct)) : (await hashes.LeavesAsync(found.Sequence - 2, found.Sequence - 1, ct))[0];
        var path = await new AuditTree(hashes).InclusionAsync(found.Sequence - 1, size, ct);
        return new Inclusion(found.Sequence, size, found.Event, before, found.Hash, path, await NoteAsync(connection, transaction, size, ct) ?? "");
    }

    public async Task<Result<Consistency>> ContinueAsync(TenantShell shell, long from, long to, CancellationToken ct)
    {
        await using var connection = await connections.OpenToReadAsync(shell, ct);
        await using var transaction = await ReadAuditCopy.SnapshotAsync(connection, ct);
        if (await NoteAsync(connection, transaction, from, ct) is not { } first || await NoteAsync(connection, transaction, to, ct) is not { } second || from > to)
        {
            return Problem.Invalid("from", "Both numbers must be sizes of checkpoints, and the first not above the second.");
        }

        return new Consistency(from, to, await new AuditTree(new DbAuditHashes(connection, transaction)).ConsistencyAsync(from, to, ct), first, second);
    }

    private static async Task<string?> NoteAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, long size, CancellationToken ct)
    {
        await using var command = connection.Command(transaction, "SELECT note FROM kernel_audit_checkpoint WHERE size = @size", ("@size", size));
        return (string?)await command.ExecuteScalarAsync(ct);
    }
}
