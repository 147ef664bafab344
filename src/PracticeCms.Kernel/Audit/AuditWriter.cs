using System.Threading.Channels;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>
/// Commits the reads of many requests together: whoever waits while a transaction runs goes into the next one. A request's response
/// leaves only when its events are durable.
/// </summary>
internal sealed class AuditWriter(TenantShell shell, AuditConnections connections, Unsealed unsealed)
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
        await connections.InTransactionAsync(shell, (connection, transaction, ct) => AuditSql.InsertAsync(connection, transaction, events, ct), CancellationToken.None);
        unsealed.Note(shell);
    }
}

/// <summary>One writer per tenant.</summary>
internal sealed class AuditWriters(AuditConnections connections, Unsealed unsealed)
{
    public AuditWriter Of(TenantShell shell) => shell.GetOrAdd("audit-writer", () => new AuditWriter(shell, connections, unsealed));
}
