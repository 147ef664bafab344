using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PracticeCms.Kernel.Data;

/// <summary>
/// Keeps the scope's connection open between queries, puts commands into the running transaction, refuses saving outside of a unit of
/// work, counts versions, and tells the audit what was read and changed.
/// </summary>
internal sealed class DataInterceptor : IDbConnectionInterceptor, IDbCommandInterceptor, ISaveChangesInterceptor, IMaterializationInterceptor
{
    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default) =>
        Scope(eventData.Context).Connection.BeginSessionAsync(connection, cancellationToken);

    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Scope(eventData.Context).Connection.BeginSession(connection);

    public InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        InterceptionResult.Suppress();

    public ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        new(InterceptionResult.Suppress());

    public DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        result.Transaction = Scope(eventData.Context).Connection.Transaction;
        return result;
    }

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Prepare(eventData);
        return result;
    }

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Prepare(eventData);
        return new ValueTask<InterceptionResult<int>>(result);
    }

    public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
    {
        if (entity is IClientRecord { RecordOf: { } client })
        {
            Scope(materializationData.Context).Reads.Seen(AuditNames.Of(entity.GetType()), client);
        }

        return entity;
    }

    private static void Prepare(DbContextEventData eventData)
    {
        var scope = Scope(eventData.Context);
        if (!scope.UnitOfWork.IsActive)
        {
            throw new InvalidOperationException("Changes are saved inside IUnitOfWork.RunAsync, never outside of it.");
        }

        foreach (var entry in eventData.Context!.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified && entry.Entity is IVersioned versioned)
            {
                versioned.Version++;
            }

            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && entry.Entity is IClientRecord { RecordOf: { } client } and not EmergencyAccess && scope.EmergencyUntil(client) is not null)
            {
                throw new ReadOnlyRecordException();
            }

            scope.Changes.Note(entry);
        }
    }

    private static DataScope Scope(DbContext? context) => (DataScope)((TenantDbContext)context!).RecordScope;
}

/// <summary>Names of entity types in the audit trail.</summary>
internal static class AuditNames
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, string?> Names = new();

    public static string Of(Type type) => OfChange(type) ?? type.Name;

    /// <summary>Null for entities whose changes are not audited.</summary>
    public static string? OfChange(Type type) => Names.GetOrAdd(type, static t =>
        t.IsDefined(typeof(NotAuditedAttribute), true) || t.Namespace?.StartsWith("Microsoft.", StringComparison.Ordinal) == true
            ? null // a type of the framework, whose changes are audited by name
            : t.GetCustomAttributes(typeof(AuditNameAttribute), true) is [AuditNameAttribute name, ..] ? name.Name : t.Name);
}
