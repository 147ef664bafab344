using System.Text.Json;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Packages;

/// <summary>
/// Deletes what a dropped-in module kept in one practice: its tables, the rows that say they exist, the permissions that roles got from it.
/// It goes by what was noted when the tables were made, so that it works with the package and without it.
/// </summary>
internal sealed class PurgeModule(KernelDb db, TenantConnection connection, TenantScope tenant, IUnitOfWork unitOfWork, IAuditTrail audit, IServiceProvider services)
{
    public sealed record Purged(string Module, IReadOnlyList<string> Tables, IReadOnlyList<string> Permissions);

    /// <param name="confirmed">Without it nothing is deleted; the problem names what would be.</param>
    public Task<Result<Purged>> ExecuteAsync(string id, bool confirmed, CancellationToken ct) => unitOfWork.RunAsync(token => PurgeAsync(id, confirmed, token), ct);

    private async Task<Result<Purged>> PurgeAsync(string id, bool confirmed, CancellationToken ct)
    {
        if (services.GetRequiredService<ModuleCatalog>().Module(id) is { Package: null } || id == ModuleCatalog.KernelFeature)
        {
            return Problem.Conflict("built-in", $"{id} is part of this host; what it keeps stays.");
        }

        var features = await db.Set<EnabledFeature>().Where(f => f.ModuleId == id).ToListAsync(ct);
        var migrations = await db.Set<AppliedMigration>().Where(m => m.ModuleId == id).ToListAsync(ct);
        if (features.Count + migrations.Count == 0)
        {
            return Problem.NotFound($"Data of the module '{id}'");
        }

        if (features.Where(f => f.IsEnabled).Select(f => f.Id).ToList() is { Count: > 0 } on)
        {
            return Problem.Conflict("in-use", $"{string.Join(", ", on)} is on. Switch it off first: feature disable ID --tenant {tenant.Shell.Definition.Name}.");
        }

        var made = migrations.SelectMany(m => JsonSerializer.Deserialize<List<SchemaObject>>(m.Made)!).ToList();
        var tables = made.Where(o => o.Kind == "table").Select(o => o.Name).Order(StringComparer.Ordinal).ToList();
        if (!confirmed)
        {
            return Problem.Invalid("yes-delete-data", $"This deletes for good, with all that is in them, in {tenant.Shell.Definition.Name}: {(tables.Count == 0 ? "no tables" : string.Join(", ", tables))}. Say --yes-delete-data.");
        }

        await SchemaObject.DropAsync(made, connection, ct);
        var permissions = await TakeBackAsync(id, features, ct);
        db.RemoveRange(features);
        db.RemoveRange(migrations);
        audit.Record("purged", "Module", reason: $"{id}: {string.Join(' ', tables)}");
        return new Purged(id, tables, permissions);
    }

    /// <summary>A permission that another module declares as well stays with who has it.</summary>
    private async Task<List<string>> TakeBackAsync(string id, IReadOnlyList<EnabledFeature> features, CancellationToken ct)
    {
        var index = services.GetRequiredService<FeatureServiceIndex>();
        var catalog = services.GetRequiredService<ModuleCatalog>();
        var others = index.Of(typeof(IPermissionProvider)).Where(r => catalog.Find(r.Features[0])?.ModuleId != id)
            .SelectMany(r => ((IPermissionProvider)services.GetRequiredService(r.Implementation)).GetPermissions()).Select(p => p.Name)
            .Concat((await db.Set<EnabledFeature>().AsNoTracking().Where(f => f.ModuleId != id).Select(f => f.Permissions).ToListAsync(ct)).SelectMany(Names));
        var own = features.SelectMany(f => Names(f.Permissions)).Except(others).Order(StringComparer.Ordinal).ToList();
        db.RemoveRange(await db.Set<RolePermission>().Where(p => own.Contains(p.Permission)).ToListAsync(ct));
        unitOfWork.AfterCommit(() =>
        {
            tenant.Shell.Forget(Roles.CacheKey);
            return Task.CompletedTask;
        });
        return own;
    }

    private static List<string> Names(string json) => JsonSerializer.Deserialize<List<string>>(json)!;
}
