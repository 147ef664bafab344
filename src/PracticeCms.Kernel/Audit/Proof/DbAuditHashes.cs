using System.Data.Common;

namespace PracticeCms.Kernel.Audit.Proof;

internal sealed class DbAuditHashes(DbConnection connection, DbTransaction? transaction) : IAuditHashes
{
    public Task<IReadOnlyList<byte[]>> LeavesAsync(long from, long to, CancellationToken ct) =>
        ReadAsync("SELECT hash FROM kernel_audit_leaf WHERE sequence > @from AND sequence <= @to ORDER BY sequence", 0, from, to, ct);

    public Task<IReadOnlyList<byte[]>> TilesAsync(int level, long from, long to, CancellationToken ct) =>
        ReadAsync("SELECT hash FROM kernel_audit_tile WHERE level = @level AND number >= @from AND number < @to ORDER BY number", level, from, to, ct);

    private async Task<IReadOnlyList<byte[]>> ReadAsync(string sql, int level, long from, long to, CancellationToken ct)
    {
        await using var command = connection.Command(transaction, sql, ("@from", from), ("@to", to));
        if (sql.Contains("@level", StringComparison.Ordinal))
        {
            command.Add("@level", level);
        }

        var hashes = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            hashes.Add((byte[])reader.GetValue(0));
        }

        return hashes;
    }
}

internal static class DbCommands
{
    public static DbCommand Command(this DbConnection connection, DbTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Add(name, value);
        }

        return command;
    }

    public static void Add(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
