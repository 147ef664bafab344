using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;

namespace PracticeCms.Kernel.Tenants;

/// <summary>
/// Makes a tenant ready when it is first needed: migrates its tables, reads which features are on. A failed migration leaves the
/// database as it was and the tenant out of service, with the reason.
/// </summary>
internal sealed class TenantStarter(IServiceScopeFactory scopes, ModuleCatalog catalog, IClock clock, ILogger<TenantStarter> logger)
{
    private static readonly Duration Lifetime = Duration.FromSeconds(5);

    public async ValueTask EnsureStartedAsync(TenantShell shell)
    {
        if (shell.IsStarted)
        {
            await RefreshAsync(shell);
            return;
        }

        await shell.StartGate.WaitAsync();
        try
        {
            if (!shell.IsStarted)
            {
                await StartAsync(shell);
                shell.IsStarted = true;
            }
        }
        finally
        {
            shell.StartGate.Release();
        }
    }

    /// <summary>Creates, in a new practice, the kernel's tables and those of features that are always on.</summary>
    public static async Task CreateKernelAsync(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<Migrator>().MigrateAsync([ModuleCatalog.KernelFeature], ct);
        services.GetRequiredService<KernelDb>().Add(new EnabledFeature { Id = ModuleCatalog.KernelFeature, ModuleId = ModuleCatalog.KernelFeature, IsEnabled = true, EnabledAt = services.GetRequiredService<IClock>().GetCurrentInstant() });
        await services.GetRequiredService<Roles>().ApplyStereotypesAsync([ModuleCatalog.KernelFeature], ct);
        await services.GetRequiredService<IFeatures>().EnableAsync(AlwaysOn(services.GetRequiredService<ModuleCatalog>()), ct);
    }

    private static IEnumerable<string> AlwaysOn(ModuleCatalog catalog) => catalog.Features.Where(f => f.IsAlwaysEnabled).Select(f => f.Id);

    /// <summary>What another process has switched or granted arrives within seconds, without a message.</summary>
    private async ValueTask RefreshAsync(TenantShell shell)
    {
        var now = clock.GetCurrentInstant();
        if ((now < shell.KnownUntil && shell.KnownUntil - now <= Lifetime) || shell.Definition.State != TenantState.Running)
        {
            return;
        }

        shell.KnownUntil = now + Lifetime;
        var (before, access) = (shell.Features, shell.Access);
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Set(shell);
        shell.Refresh(before, await ((FeatureManager)scope.ServiceProvider.GetRequiredService<IFeatures>()).ReadAsync(CancellationToken.None));
        shell.Refresh(access, await AccessFacts.ReadAsync(scope.ServiceProvider, CancellationToken.None));
        shell.Forget(Roles.CacheKey);
    }

    private async Task StartAsync(TenantShell shell)
    {
        shell.UsedAt = clock.GetCurrentInstant();
        shell.KnownUntil = shell.UsedAt + Lifetime;
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        services.GetRequiredService<TenantScope>().Set(shell);
        using var actor = services.GetRequiredService<ICurrentActor>().ActAs(ActorKind.System, "migration");
        var features = (FeatureManager)services.GetRequiredService<IFeatures>();
        try
        {
            if (!await services.GetRequiredService<Migrator>().HasKernelTablesAsync(CancellationToken.None))
            {
                return;
            }

            services.GetRequiredService<Audit.Unsealed>().Note(shell); // what a process that ended suddenly has left
            shell.Features = await features.ReadAsync(CancellationToken.None);
            await services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            {
                var migrator = services.GetRequiredService<Migrator>();
                await migrator.MigrateAsync([ModuleCatalog.KernelFeature], ct);
                await features.EnableAsync(AlwaysOn(catalog), ct);
                var applied = await migrator.MigrateAsync(catalog.Features.Select(f => f.Id).Where(features.IsEnabled), ct);
                shell.Newer = await migrator.NewerAsync(ct);
                shell.Access = await AccessFacts.ReadAsync(services, ct);
                services.GetRequiredService<Crypto.TenantKeys>().Check();
                if (applied.Count > 0)
                {
                    KernelLog.Migrated(logger, shell.Definition.Name, string.Join(", ", applied));
                }

                if (shell.Newer.Count > 0)
                {
                    KernelLog.TablesAreNewer(logger, shell.Definition.Name, string.Join(", ", shell.Newer));
                }
            });
            await services.GetRequiredService<Erasures.KeepErasures>().ExecuteAsync(CancellationToken.None);
            shell.Failure = null; // a database that was away is back
        }
        catch (Exception e)
        {
            (shell.Failure, shell.MayHeal) = (Why(e), Data.DatabaseTroubles.Of(e) != Data.DatabaseTrouble.None);
            KernelLog.MigrationFailed(logger, e, shell.Definition.Name);
            throw;
        }
    }

    /// <summary>A database's library says what it was doing, and only within that what went wrong.</summary>
    private static string Why(Exception error)
    {
        var cause = error.GetBaseException();
        return ReferenceEquals(cause, error) ? error.Message : $"{error.Message.TrimEnd('.')}: {cause.Message}";
    }
}
