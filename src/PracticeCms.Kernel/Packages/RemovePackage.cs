using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Packages;

/// <summary>Takes a package away by one rename, once no practice has a feature of it on. Data stays.</summary>
internal sealed class RemovePackage(PackageStore store, ModuleCatalog catalog, TenantRegistry registry, TenantScopes scopes, ILogger<RemovePackage> logger)
{
    /// <returns>The versions that are gone.</returns>
    public async Task<Result<IReadOnlyList<string>>> ExecuteAsync(string id, string? version, CancellationToken ct)
    {
        using var change = store.TryBegin();
        if (change is null)
        {
            return Problem.Conflict("busy", "Another change of packages is at work. Try again when it is done.");
        }

        if (!store.Placed.Contains(id))
        {
            return catalog.Module(id) is { Package: null } ? Problem.Conflict("built-in", $"{id} is part of this host.") : Problem.NotFound($"The package '{id}'");
        }

        var versions = store.Versions(id);
        if (version is not null && !versions.Contains(version))
        {
            return Problem.NotFound($"Version {version} of the package '{id}'");
        }

        // An older version beside the one that is taken is nothing to any practice.
        if ((version is null || version == versions[0]) && await UsedAsync(id, ct) is { } used)
        {
            return used;
        }

        store.Remove(id, version);
        KernelLog.PackageRemoved(logger, id, version ?? string.Join(", ", versions));
        return Result(version is null ? versions : [version]);

        static Result<IReadOnlyList<string>> Result(IReadOnlyList<string> gone) => gone.ToList();
    }

    private async Task<Problem?> UsedAsync(string id, CancellationToken ct)
    {
        var uses = new List<string>();
        foreach (var shell in registry.All.OrderBy(t => t.Definition.Name, StringComparer.Ordinal))
        {
            if (shell.Definition.State == TenantState.Invalid)
            {
                return Problem.Conflict("unknown-use", $"The practice '{shell.Definition.Name}' cannot be asked: its tenant.json cannot be read.");
            }

            if (shell.Definition.State is TenantState.Running or TenantState.Suspended)
            {
                var on = await scopes.RunAsync(shell, s => s.GetRequiredService<KernelDb>().Set<EnabledFeature>().AsNoTracking()
                    .Where(f => f.ModuleId == id && f.IsEnabled).Select(f => f.Id).ToListAsync(ct));
                uses.AddRange(on.Select(f => $"{f} in {shell.Definition.Name}"));
            }
        }

        return uses.Count == 0 ? null : Problem.Conflict("in-use", $"It is used: {string.Join(", ", uses)}. Switch it off first: feature disable ID --tenant NAME.");
    }
}
