using System.Collections.Frozen;
using System.Text.Json;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Features;

/// <summary>The features of this process, and which of them are on in this scope's tenant.</summary>
internal sealed class FeatureManager(ModuleCatalog catalog, TenantScope tenant, IUnitOfWork unitOfWork, IServiceProvider services) : IFeatures
{
    private FrozenSet<string>? pending;

    public IReadOnlyList<FeatureInfo> All => catalog.Features.All(IsOffered) ? catalog.Features : catalog.Features.Where(IsOffered).ToList();
    public IReadOnlyList<RefusedModule> Refused => catalog.Refused;

    public bool IsEnabled(string id) => id == ModuleCatalog.KernelFeature || (pending ?? tenant.Shell.Features ?? FrozenSet<string>.Empty).Contains(id);

    public async Task<IReadOnlyList<string>> EnableAsync(IEnumerable<string> ids, CancellationToken ct = default)
    {
        var db = services.GetRequiredService<KernelDb>();
        var asked = catalog.WithDependencies(ids);
        if (asked.FirstOrDefault(f => !IsOffered(f)) is { } foreign)
        {
            throw new InvalidOperationException($"The feature '{foreign.Id}' is for the default tenant only.");
        }

        var wanted = asked.Where(f => !IsEnabled(f.Id)).Select(f => f.Id).ToList();
        if (wanted.Count == 0)
        {
            return wanted;
        }

        await services.GetRequiredService<Migrator>().MigrateAsync(wanted, ct);
        var known = await db.Set<EnabledFeature>().Where(f => wanted.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var fresh = wanted.Where(id => !known.ContainsKey(id)).ToList();
        foreach (var id in wanted)
        {
            if (!known.TryGetValue(id, out var row))
            {
                db.Add(row = new EnabledFeature { Id = id, ModuleId = catalog.Find(id)!.ModuleId });
            }

            row.IsEnabled = true;
            row.Permissions = JsonSerializer.Serialize(services.GetRequiredService<Roles>().NamesOf(id));
            row.EnabledAt = services.GetRequiredService<IClock>().GetCurrentInstant();
            services.GetRequiredService<IAuditTrail>().Record("enabled", "Feature", reason: id);
        }

        Publish((pending ?? tenant.Shell.Features ?? FrozenSet<string>.Empty).Union(wanted));
        await services.GetRequiredService<Roles>().ApplyStereotypesAsync(fresh, ct);
        return wanted;
    }

    public async Task<IReadOnlyList<string>> DisableAsync(IEnumerable<string> ids, CancellationToken ct = default)
    {
        var db = services.GetRequiredService<KernelDb>();
        var asked = ids.ToList();

        // What was on when its module was removed or refused is known to the database alone.
        var gone = catalog.WithDependents(asked).Where(f => IsEnabled(f.Id) && !f.IsAlwaysEnabled).Select(f => f.Id)
            .Concat(await db.Set<EnabledFeature>().Where(f => f.IsEnabled && asked.Contains(f.Id)).Select(f => f.Id).ToListAsync(ct)).Distinct()
            .Where(id => catalog.Find(id) is not { IsAlwaysEnabled: true } && id != ModuleCatalog.KernelFeature).ToList();
        foreach (var row in await db.Set<EnabledFeature>().Where(f => gone.Contains(f.Id)).ToListAsync(ct))
        {
            row.IsEnabled = false;
            services.GetRequiredService<IAuditTrail>().Record("disabled", "Feature", reason: row.Id);
        }

        Publish((pending ?? tenant.Shell.Features ?? FrozenSet<string>.Empty).Except(gone));
        return gone;
    }

    /// <summary>Reads from the database which features are on.</summary>
    public async Task<FrozenSet<string>> ReadAsync(CancellationToken ct)
    {
        var rows = await services.GetRequiredService<KernelDb>().Set<EnabledFeature>().AsNoTracking().Where(f => f.IsEnabled).Select(f => f.Id).ToListAsync(ct);
        return rows.Where(id => catalog.Find(id) is { } feature && IsOffered(feature)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    // Also what a row says that came with a copied or restored database.
    private bool IsOffered(FeatureInfo feature) => !feature.DefaultTenantOnly || !tenant.HasTenant || tenant.Shell.Definition.IsDefault;

    private void Publish(IEnumerable<string> enabled)
    {
        var next = enabled.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        pending = next;
        unitOfWork.AfterCommit(() =>
        {
            tenant.Shell.Features = next;
            tenant.Shell.Forget(Roles.CacheKey);
            return Task.CompletedTask;
        });
    }
}
