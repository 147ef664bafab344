using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Data;

internal sealed class UnitOfWork(TenantScope tenant, TenantConnection connection, AuditBuffer audit, AuditReads reads, Unsealed unsealed, ILogger<UnitOfWork> logger) : IUnitOfWork
{
    private readonly List<TenantDbContext> contexts = [];
    private readonly List<Func<Task>> afterCommit = [];
    private readonly Queue<Func<CancellationToken, Task>> beforeCommit = new();

    public bool IsActive { get; private set; }

    /// <summary>Background work that has not ended by then is left to itself and rolled back: it would keep everybody else from writing.</summary>
    public CancellationToken AbandonAt { get; set; }

    /// <summary>
    /// EF begins no transactions of its own; the interceptor gives each command the running one. What fails rolls the whole unit back;
    /// nobody returns to a point in its middle.
    /// </summary>
    public void Enlist(TenantDbContext context)
    {
        contexts.Add(context);
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
    }

    public void AfterCommit(Func<Task> work) => afterCommit.Add(work);

    public void BeforeCommit(Func<CancellationToken, Task> work) => beforeCommit.Enqueue(work);

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct = default)
    {
        if (IsActive)
        {
            return await work(ct);
        }

        var gate = tenant.Shell.Definition.Database == DatabaseProvider.Sqlite ? tenant.Shell.WriteGate : null;
        if (gate is not null)
        {
            await gate.WaitAsync(ct);
        }

        try
        {
            return await RunOutermostAsync(work, ct);
        }
        finally
        {
            gate?.Release();
            IsActive = false;
        }
    }

    public async Task FlushAsync(CancellationToken ct = default)
    {
        foreach (var context in contexts.Where(c => c.IsUsed && c.ChangeTracker.HasChanges()).ToList())
        {
            await context.SaveChangesAsync(ct);
        }
    }

    private async Task<T> RunOutermostAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        AbandonAt.ThrowIfCancellationRequested();
        var database = await connection.OpenAsync(ct);
        await using var transaction = await database.BeginTransactionAsync(ct);
        IReadOnlyList<AuditEvent> read = [];
        Begin(transaction);
        try
        {
            var result = await BeginAsync(work, ct);
            if (result is IResultOutcome { Succeeded: false })
            {
                await RollBackAsync(transaction);
                return result;
            }

            await FlushAsync(ct);
            while (beforeCommit.TryDequeue(out var last))
            {
                await last(ct);
                await FlushAsync(ct);
            }

            read = reads.Take();
            var audited = await audit.WriteAsync(connection, read, ct);
            CrashPoint.Hit("unit.before-commit");
            await transaction.CommitAsync(CancellationToken.None);
            CrashPoint.Hit("unit.after-commit");
            End();
            if (audited)
            {
                unsealed.Note(tenant.Shell);
            }

            await RunAfterCommitAsync();
            return result;
        }
        catch
        {
            if (IsActive)
            {
                reads.GiveBack(read);
            }

            await RollBackAsync(transaction);
            throw;
        }
    }

    /// <summary>On a thread of its own where it may be left, for it may hang without ever waiting.</summary>
    private Task<T> BeginAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct) =>
        AbandonAt.CanBeCanceled ? Task.Run(() => work(ct), CancellationToken.None).WaitAsync(AbandonAt) : work(ct);

    private void Begin(System.Data.Common.DbTransaction transaction)
    {
        IsActive = true;
        connection.Transaction = transaction;
    }

    private void End()
    {
        IsActive = false;
        connection.Transaction = null;
        beforeCommit.Clear();
    }

    private async Task RollBackAsync(System.Data.Common.DbTransaction transaction)
    {
        if (!IsActive)
        {
            return;
        }

        try
        {
            if (transaction.Connection is not null)
            {
                await transaction.RollbackAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (DatabaseTroubles.Of(e) != DatabaseTrouble.None || e is InvalidOperationException)
        {
            // The connection broke, or the database rolled back by itself; what is to be told is why.
        }
        finally
        {
            Forget();
        }
    }

    private void Forget()
    {
        End();
        audit.Clear();
        afterCommit.Clear();
        foreach (var context in contexts.Where(c => c.IsUsed))
        {
            context.ChangeTracker.Clear();
        }
    }

    private async Task RunAfterCommitAsync()
    {
        var work = afterCommit.ToArray();
        afterCommit.Clear();
        foreach (var next in work)
        {
            try
            {
                await next();
            }
            catch (Exception e)
            {
                KernelLog.AfterCommitFailed(logger, e, tenant.Shell.Definition.Name); // what was asked for is done
            }
        }
    }
}
