using System.Threading.Channels;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>
/// Commits the reads of many requests together: whoever waits while a transaction runs goes into the next one. A request's response
/// leaves only when its events are durable.
/// </summary>
internal sealed class AuditWriter(TenantShell shell, ConnectionFactory factory)
{
    private const int BatchLimit = 500;

    private readonly Channel<Pending> queue = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = false });
    private int running;

    private sealed record Pending(IReadOnlyList<AuditEvent> Events, TaskCompletionSource Done);

    public Task WriteAsync(IReadOnlyList<AuditEvent> events)
    {
        var pending = new Pending(events, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        queue.Writer.TryWrite(pending);
        if (Interlocked.CompareExchange(ref running, 1, 0) == 0)
        {
            _ = Task.Run(PumpAsync);
        }

        return pending.Done.Task;
    }

    private async Task PumpAsync()
    {
        do
        {
            while (Take() is { Count: > 0 } batch)
            {
                try
                {
                    await CommitAsync(batch.SelectMany(p => p.Events).ToList());
                    batch.ForEach(p => p.Done.TrySetResult());
                }
                catch (Exception e)
                {
                    batch.ForEach(p => p.Done.TrySetException(e));
                }
            }

            Volatile.Write(ref running, 0);
        }
        while (queue.Reader.TryPeek(out _) && Interlocked.CompareExchange(ref running, 1, 0) == 0);
    }

    private List<Pending> Take()
    {
        var batch = new List<Pending>();
        while (batch.Count < BatchLimit && queue.Reader.TryRead(out var next))
        {
            batch.Add(next);
        }

        return batch;
    }

    private async Task CommitAsync(List<AuditEvent> events)
    {
        var gate = shell.Definition.Database == DatabaseProvider.Sqlite ? shell.WriteGate : null;
        if (gate is not null)
        {
            await gate.WaitAsync();
        }

        try
        {
            await using var connection = factory.CreateForAudit(shell.Definition);
            await connection.OpenAsync();
            await using (var session = connection.CreateCommand())
            {
                session.CommandText = ConnectionFactory.SessionSql(shell.Definition);
                await session.ExecuteNonQueryAsync();
            }

            await using var transaction = await connection.BeginTransactionAsync();
            await AuditSql.InsertAsync(connection, transaction, events, CancellationToken.None);
            await transaction.CommitAsync();
        }
        finally
        {
            gate?.Release();
        }
    }
}

/// <summary>One writer per tenant.</summary>
internal sealed class AuditWriters(ConnectionFactory factory)
{
    public AuditWriter Of(TenantShell shell) => shell.GetOrAdd("audit-writer", () => new AuditWriter(shell, factory));
}
