using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore.Diagnostics;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Data;

/// <summary>Carries the scope through a context to the interceptors, which are shared by all scopes.</summary>
internal sealed class DataScope(CurrentActor actor, TenantScope tenant, TenantConnection connection, UnitOfWork unitOfWork, AuditBuffer changes, AuditReads reads) : IClientScope
{
    public bool SeesAll => actor.SeesAllClients;
    public Guid UserId => actor.UserId ?? Guid.Empty;
    public TenantShell Tenant => tenant.Shell;
    public string? RequestId => tenant.RequestId;
    public TenantConnection Connection { get; } = connection;
    public UnitOfWork UnitOfWork { get; } = unitOfWork;
    public AuditBuffer Changes { get; } = changes;
    public AuditReads Reads { get; } = reads;
}

/// <summary>Builds contexts on the scope's connection. Options are made once per context type and provider.</summary>
internal sealed class TenantDbFactory(DataScope scope, TenantScope tenant) : ITenantDbFactory
{
    private static readonly ConcurrentDictionary<(Type, DatabaseProvider), DbContextOptions> Shared = new();
    private static readonly DataInterceptor Interceptor = new();

    public TenantDbOptions<TDb> Options<TDb>()
        where TDb : TenantDbContext
    {
        var provider = tenant.Shell.Definition.Database;
        var shared = (DbContextOptions<TDb>)Shared.GetOrAdd((typeof(TDb), provider), static _ => new DbContextOptionsBuilder<TDb>()
            .AddInterceptors(Interceptor)
            .ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning))
            .Options);
        var builder = new DbContextOptionsBuilder<TDb>(shared);
        _ = provider == DatabaseProvider.Sqlite
            ? builder.UseSqlite(scope.Connection.Connection)
            : builder.UseNpgsql(scope.Connection.Connection);
        return new TenantDbOptions<TDb>(builder.Options, scope);
    }

    public void Enlist(TenantDbContext context) => scope.UnitOfWork.Enlist(context);
}
