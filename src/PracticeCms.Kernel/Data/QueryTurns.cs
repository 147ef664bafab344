using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PracticeCms.Kernel.Data;

/// <summary>
/// Lets the queries of one scope take turns. The components of a page load side by side, but share one connection, which PostgreSQL's
/// driver serves with one reader at a time; SQLite's driver never yields and needs none of this.
/// </summary>
internal sealed class QueryTurns : IDbCommandInterceptor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await TakeAsync(eventData, cancellationToken);
        return result;
    }

    public async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await TakeAsync(eventData, cancellationToken);
        return result;
    }

    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await TakeAsync(eventData, cancellationToken);
        return result;
    }

    public InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Take(eventData);
        return result;
    }

    public InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Take(eventData);
        return result;
    }

    public InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Take(eventData);
        return result;
    }

    public object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result)
    {
        Give(eventData);
        return result;
    }

    public int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result)
    {
        Give(eventData);
        return result;
    }

    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Give(eventData);

    public void CommandCanceled(DbCommand command, CommandEndEventData eventData) => Give(eventData);

    public ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Give(eventData);
        return new ValueTask<object?>(result);
    }

    public ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Give(eventData);
        return new ValueTask<int>(result);
    }

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Give(eventData);
        return Task.CompletedTask;
    }

    public Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Give(eventData);
        return Task.CompletedTask;
    }

    /// <summary>The turn ends when the reader is closed, so it is closed here, before the next one begins.</summary>
    public InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        eventData.DataReader.Dispose();
        Turn(eventData.Context)?.Release();
        return InterceptionResult.Suppress();
    }

    private static async Task TakeAsync(CommandEventData eventData, CancellationToken ct)
    {
        if (Turn(eventData.Context) is { } turn && !await turn.WaitAsync(Patience, ct))
        {
            throw StillOpen();
        }
    }

    // A few queries are synchronous, such as that for the practice's keys; each turn that a reader gives back was taken.
    private static void Take(CommandEventData eventData)
    {
        if (Turn(eventData.Context) is { } turn && !turn.Wait(Patience))
        {
            throw StillOpen();
        }
    }

    private static InvalidOperationException StillOpen() =>
        new("A query waits for a reader of the same scope that is still open: read the rows before asking again.");

    private static void Give(CommandEventData eventData) => Turn(eventData.Context)?.Release();

    private static SemaphoreSlim? Turn(DbContext? context) => ((context as TenantDbContext)?.RecordScope as DataScope)?.Turn;
}
