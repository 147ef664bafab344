using System.Collections.Frozen;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Access;

/// <summary>What each role may, read once and kept until a role changes.</summary>
internal sealed class RoleSet(IReadOnlyList<RoleInfo> roles, IEnumerable<Permission> declared)
{
    private readonly FrozenDictionary<string, (RoleInfo Role, FrozenSet<string> Permissions)> byName = roles.ToFrozenDictionary(
        r => r.Name,
        r => (r, Expand(r.Permissions, declared)),
        StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<RoleInfo> Roles => roles;

    public FrozenSet<string> PermissionsOf(IEnumerable<string> names) => names.SelectMany(n => byName.TryGetValue(n, out var r) ? r.Permissions : []).ToFrozenSet();

    public FrozenSet<string> WithImplied(IEnumerable<string> granted) => Expand(granted, declared);

    /// <summary>The widest scope of several roles; without any, the narrowest.</summary>
    public RecordScope Widest(IEnumerable<string> names) => names.Where(byName.ContainsKey).Select(n => byName[n].Role.Scope).DefaultIfEmpty(RecordScope.Own).Min();

    private static FrozenSet<string> Expand(IEnumerable<string> granted, IEnumerable<Permission> declared)
    {
        var all = granted.ToHashSet();
        while (declared.Where(p => !all.Contains(p.Name) && p.ImpliedBy.Any(i => all.Contains(i.Name))).ToList() is { Count: > 0 } implied)
        {
            all.UnionWith(implied.Select(p => p.Name));
        }

        return all.ToFrozenSet();
    }
}

internal sealed class Roles(KernelDb db, TenantScope tenant, IUnitOfWork unitOfWork, IServiceProvider services) : IRoles
{
    public const string CacheKey = "roles";

    public async Task<IReadOnlyList<RoleInfo>> ListAsync(CancellationToken ct = default)
    {
        var roles = await db.Set<Role>().AsNoTracking().OrderBy(r => r.Name).ToListAsync(ct);
        var permissions = (await db.Set<RolePermission>().AsNoTracking().ToListAsync(ct)).ToLookup(p => p.RoleName, p => p.Permission);
        return roles.Select(r => new RoleInfo(r.Name, r.Description, permissions[r.Name].Order(StringComparer.Ordinal).ToList(), r.Scope)).ToList();
    }

    public async ValueTask<RoleSet> CurrentAsync(CancellationToken ct)
    {
        if (tenant.Shell.Get<RoleSet>(CacheKey) is { } known)
        {
            return known;
        }

        var set = new RoleSet(await ListAsync(ct), Declared().ToList());
        tenant.Shell.Set(CacheKey, set);
        return set;
    }

    public async Task<Result> SaveAsync(RoleInfo role, CancellationToken ct = default)
    {
        var check = new Check()
            .That(role.Name.Trim().Length > 0, nameof(role.Name), "A role needs a name.");
        var known = Declared().Select(p => p.Name).ToHashSet();
        foreach (var unknown in role.Permissions.Where(p => !known.Contains(p)))
        {
            check.That(false, nameof(role.Permissions), $"No enabled feature declares the permission '{unknown}'.");
        }

        if (check.Failed)
        {
            return check.ToProblem();
        }

        await unitOfWork.RunAsync(token => StoreAsync(role, token), ct);
        return Result.Ok;
    }

    public async Task<Result> DeleteAsync(string name, CancellationToken ct = default)
    {
        if (StockRoles.All.Contains(name))
        {
            return Problem.Conflict("stock-role", "Stock roles stay; take their permissions away instead.");
        }

        return await unitOfWork.RunAsync<Result>(
            async token =>
            {
                if (await db.Set<Role>().SingleOrDefaultAsync(r => r.Name == name, token) is not { } role)
                {
                    return Problem.NotFound("The role");
                }

                db.Remove(role);
                services.GetRequiredService<IAuditTrail>().Record("deleted", "Role", reason: name);
                Forget();
                return Result.Ok;
            },
            ct);
    }

    /// <summary>Grants what newly enabled features propose for the stock roles, making the roles where they are missing.</summary>
    public async Task ApplyStereotypesAsync(IReadOnlyCollection<string> features, CancellationToken ct)
    {
        if (features.Count == 0)
        {
            return;
        }

        await unitOfWork.FlushAsync(ct);
        var existing = await db.Set<Role>().Select(r => r.Name).ToListAsync(ct);
        foreach (var name in StockRoles.All.Except(existing))
        {
            db.Add(new Role { Name = name, Description = "", Scope = name == StockRoles.Client ? RecordScope.Assigned : RecordScope.All });
        }

        await unitOfWork.FlushAsync(ct);
        var held = (await db.Set<RolePermission>().AsNoTracking().ToListAsync(ct)).Select(p => (p.RoleName, p.Permission)).ToHashSet();
        foreach (var provider in Providers(features))
        {
            foreach (var (role, granted) in provider.GetDefaultStereotypes())
            {
                db.AddRange(granted.Where(p => held.Add((role, p.Name))).Select(p => new RolePermission { RoleName = role, Permission = p.Name }));
            }
        }

        Forget();
    }

    /// <summary>Permissions that a feature declares, and those that it grants at first.</summary>
    public IEnumerable<string> NamesOf(string feature) => Providers([feature])
        .SelectMany(p => p.GetPermissions().Concat(p.GetDefaultStereotypes().SelectMany(s => s.Permissions))).Select(p => p.Name).Distinct();

    private async Task<bool> StoreAsync(RoleInfo role, CancellationToken ct)
    {
        await unitOfWork.FlushAsync(ct);
        var row = await db.Set<Role>().SingleOrDefaultAsync(r => r.Name == role.Name, ct);
        if (row is null)
        {
            db.Add(row = new Role { Name = role.Name });
        }

        (row.Description, row.Scope) = (role.Description, role.Scope);
        var held = await db.Set<RolePermission>().Where(p => p.RoleName == role.Name).ToListAsync(ct);
        db.RemoveRange(held.Where(p => !role.Permissions.Contains(p.Permission)));
        var added = role.Permissions.Except(held.Select(p => p.Permission)).ToList();
        var removed = held.Select(p => p.Permission).Except(role.Permissions).ToList();
        db.AddRange(added.Select(p => new RolePermission { RoleName = role.Name, Permission = p }));
        services.GetRequiredService<IAuditTrail>().Record("changed", "Role", reason: $"{role.Name}: +[{string.Join(' ', added)}] -[{string.Join(' ', removed)}] {role.Scope}");
        Forget();
        return true;
    }

    private IEnumerable<Permission> Declared() => services.GetRequiredService<IFeatureServices<IPermissionProvider>>().SelectMany(p => p.GetPermissions());

    private IEnumerable<IPermissionProvider> Providers(IReadOnlyCollection<string> features) =>
        services.GetRequiredService<Modules.FeatureServiceIndex>().Of(typeof(IPermissionProvider))
            .Where(r => r.Features.Count == 0 || features.Contains(r.Features[0]))
            .Select(r => (IPermissionProvider)services.GetRequiredService(r.Implementation));

    private void Forget() => unitOfWork.AfterCommit(() =>
    {
        tenant.Shell.Forget(CacheKey);
        return Task.CompletedTask;
    });
}

/// <summary>The kernel's own permissions and who has them at first.</summary>
internal sealed class KernelPermissionProvider : IPermissionProvider
{
    private static readonly Permission[] All =
    [
        KernelPermissions.AccessAdminPortal, KernelPermissions.ManagePractice, KernelPermissions.ManageFeatures, KernelPermissions.ManageRoles,
        KernelPermissions.ManageTemplates, KernelPermissions.ViewJobs, KernelPermissions.ManageJobs,
    ];

    public IEnumerable<Permission> GetPermissions() => All;

    public IEnumerable<PermissionStereotype> GetDefaultStereotypes() =>
    [
        new(StockRoles.Owner, All),
        new(StockRoles.Administrator, All),
        .. StockRoles.All.Except([StockRoles.Owner, StockRoles.Administrator, StockRoles.Client]).Select(r => new PermissionStereotype(r, [KernelPermissions.AccessAdminPortal])),
    ];
}
