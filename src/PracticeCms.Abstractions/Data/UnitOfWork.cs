using PracticeCms.Tenants;

namespace PracticeCms.Data;

/// <summary>
/// One transaction over the contexts of all modules, with its audit events and outbox rows. Saving outside of it throws.
/// </summary>
public interface IUnitOfWork
{
    bool IsActive { get; }

    /// <summary>
    /// Runs the work in one write transaction and commits, unless it throws or returns a failed result. A call inside a running
    /// unit of work joins it; only the outermost commits. An <see cref="IResultOutcome"/> that failed rolls everything back.
    /// </summary>
    Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct = default);

    /// <summary>Sends pending changes to the database inside the transaction, so that its constraints speak now.</summary>
    Task FlushAsync(CancellationToken ct = default);

    /// <summary>Runs after the transaction has committed; not at all when it rolls back.</summary>
    void AfterCommit(Func<Task> work);

    /// <summary>Runs before the transaction commits, after pending changes were flushed.</summary>
    void BeforeCommit(Func<CancellationToken, Task> work);
}

public static class UnitOfWorkExtensions
{
    public static Task RunAsync(this IUnitOfWork unitOfWork, Func<CancellationToken, Task> work, CancellationToken ct = default) =>
        unitOfWork.RunAsync(
            async token =>
            {
                await work(token);
                return true;
            },
            ct);
}

/// <summary>What a database error means, the same on each provider.</summary>
public interface IDbErrors
{
    /// <summary>A unique index or primary key refused the row; <paramref name="constraint"/> is part of its name or of its columns.</summary>
    bool IsUniqueViolation(Exception error, string? constraint = null);

    /// <summary>An exclusion constraint or a trigger that raises <paramref name="marker"/> refused the row.</summary>
    bool IsRefusedBy(Exception error, string marker);
}

/// <summary>The tenant's open connection with the running transaction, for SQL that EF cannot say. Parameters only, never text from outside.</summary>
public interface ITenantConnection
{
    DatabaseProvider Provider { get; }
    ValueTask<System.Data.Common.DbConnection> OpenAsync(CancellationToken ct = default);
    System.Data.Common.DbTransaction? Transaction { get; }
}
