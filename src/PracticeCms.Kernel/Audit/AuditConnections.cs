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

    public Task<DbConnection> OpenAsync(TenantShell shell, CancellationToken ct) => OpenAsync(factory.CreateForAudit(shell.Definition), shell, ct);

    /// <summary>From the pool of requests: a verification reads for a long time, and those that write the audit must not wait for it.</summary>
    public Task<DbConnection> OpenToReadAsync(TenantShell shell, CancellationToken ct) => OpenAsync(factory.Create(shell.Definition), shell, ct);

    private static async Task<DbConnection> OpenAsync(DbConnection connection, TenantShell shell, CancellationToken ct)
    {
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
