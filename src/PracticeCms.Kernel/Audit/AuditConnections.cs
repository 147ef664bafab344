using System.Data.Common;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>Transactions of the audit's own, beside those of requests.</summary>
internal sealed class AuditConnections(ConnectionFactory factory)
{
    public async Task InTransactionAsync(TenantShell shell, Func<DbConnection, DbTransaction, CancellationToken, Task> work, CancellationToken ct)
    {
        var gate = shell.Definition.Database == DatabaseProvider.Sqlite ? shell.WriteGate : null;
        if (gate is not null)
        {
            await gate.WaitAsync(ct);
        }

        try
        {
            await using var connection = await OpenAsync(shell, ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await work(connection, transaction, ct);
            await transaction.CommitAsync(CancellationToken.None);
        }
        finally
        {
            gate?.Release();
        }
    }

    public async Task<DbConnection> OpenAsync(TenantShell shell, CancellationToken ct)
    {
        var connection = factory.CreateForAudit(shell.Definition);
        try
        {
            await connection.OpenAsync(ct);
            await using var session = connection.CreateCommand();
            session.CommandText = ConnectionFactory.SessionSql(shell.Definition);
            await session.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
