using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Data;

/// <summary>Carries the scope through a context to the interceptors, which are shared by all scopes.</summary>
internal sealed class DataScope(CurrentActor actor, TenantScope tenant, TenantConnection connection, UnitOfWork unitOfWork, AuditBuffer changes, AuditReads reads, IClock clock) : IClientScope
{
    public bool SeesAll => actor.SeesAllClients;
    public Guid UserId => actor.UserId ?? Guid.Empty;
    public bool OwnOnly => actor.SeesOwnOnly;

    // The product itself and a client's own link are bound by what they do, not by who may look.
    public bool HasRestrictions => actor.IsBound && Facts.HasRestrictions;
    public bool HasWalls => actor.IsBound && Facts.Walled.Contains(UserId);
    public bool HasEmergency => Open.Any();
    public Instant EmergenciesUpTo => Open.Select(e => e.StartedAt).DefaultIfEmpty().Max();
    public Instant Now => clock.GetCurrentInstant();

    public Instant? EmergencyUntil(Guid clientId) => Open.Where(e => e.ClientId == clientId).Max(e => (Instant?)e.ExpiresAt);

    /// <summary>What an emergency is about is what has happened to somebody: it opens the clinical part, and no number.</summary>
    public bool Sees(FieldGroup group, Guid? clientId = null) =>
        actor.Kind == ActorKind.Client || actor.Can(FieldGroups.PermissionOf(group)) || (group == FieldGroup.Clinical && clientId is { } id && EmergencyUntil(id) is not null);

    private AccessFacts Facts => tenant.Shell.Access;

    private IEnumerable<AccessFacts.Emergency> Open => actor.Kind == ActorKind.Staff && Facts.Emergencies is { Count: > 0 } all ? all.Where(e => e.UserId == UserId && e.ExpiresAt > Now) : [];

    public TenantShell Tenant => tenant.Shell;
    public string? RequestId => tenant.RequestId;
    public TenantConnection Connection { get; } = connection;
    public UnitOfWork UnitOfWork { get; } = unitOfWork;
    public AuditBuffer Changes { get; } = changes;
    public AuditReads Reads { get; } = reads;
}

/// <summary>Builds contexts on the scope's connection. What is the same for all scopes is made once per context type and provider.</summary>
internal sealed class TenantDbFactory(DataScope scope, TenantScope tenant) : ITenantDbFactory
{
    private static readonly ConcurrentDictionary<Type, DbContextOptions> Shared = new();
    private static readonly DataInterceptor Interceptor = new();

    public TenantDbOptions<TDb> Options<TDb>()
        where TDb : TenantDbContext => Options<TDb>(tenant.Shell.Definition.Database, scope.Connection.Connection, scope);

    public void Enlist(TenantDbContext context) => scope.UnitOfWork.Enlist(context);

    /// <summary>Has EF build and keep the context's model; asks no database.</summary>
    public static void BuildModel(Type context, DatabaseProvider provider)
    {
        using DbConnection connection = provider == DatabaseProvider.Sqlite ? new SqliteConnection() : new NpgsqlConnection();
        var options = typeof(TenantDbFactory).GetMethod(nameof(Options), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(context).Invoke(null, [provider, connection, new NoScope()]);
        using var db = (DbContext)Activator.CreateInstance(context, options)!;
        _ = db.Model;
    }

    private static TenantDbOptions<TDb> Options<TDb>(DatabaseProvider provider, DbConnection connection, IClientScope scope)
        where TDb : TenantDbContext
    {
        var shared = (DbContextOptions<TDb>)Shared.GetOrAdd(typeof(TDb), static _ => new DbContextOptionsBuilder<TDb>()
            .AddInterceptors(Interceptor)
            .ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning))
            .Options);
        var builder = new DbContextOptionsBuilder<TDb>(shared);
        _ = provider == DatabaseProvider.Sqlite ? builder.UseSqlite(connection) : builder.UseNpgsql(connection);
        return new TenantDbOptions<TDb>(builder.Options, scope);
    }

    private sealed class NoScope : IClientScope
    {
        public bool SeesAll => false;
        public Guid UserId => Guid.Empty;
        public bool OwnOnly => false;
        public bool HasRestrictions => false;
        public bool HasWalls => false;
        public bool HasEmergency => false;
        public Instant EmergenciesUpTo => default;

        public Instant? EmergencyUntil(Guid clientId) => null;

        public Instant Now => default;

        public bool Sees(FieldGroup group, Guid? clientId = null) => false;
    }
}
