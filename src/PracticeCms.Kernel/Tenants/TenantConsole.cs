using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Recipes;

namespace PracticeCms.Kernel.Tenants;

/// <summary>The use cases by which the default tenant hosts the others. In any other tenant there is nothing to see and nothing to do.</summary>
internal sealed class TenantConsole(TenantScope here, TenantRegistry registry, RecipeCatalog recipes, UsageFile usage, BackupFolder backups, IServiceProvider services) : ITenants
{
    public IReadOnlyList<(string Name, string Title)> Recipes => [.. recipes.List().Select(r => (r.Name, r.DisplayName))];

    public IReadOnlyList<string> Currencies => SetupRules.Currencies;

    public IReadOnlyList<TenantInfo> List()
    {
        var measured = usage.Read();
        return IsHere ? [.. registry.All.OrderBy(s => s.Definition.Name, StringComparer.OrdinalIgnoreCase).Select(s => Info(s, measured))] : [];
    }

    /// <summary>With the age of its newest backup, which costs a file to read.</summary>
    public TenantInfo? Find(string name) => IsHere && registry.Find(name) is { } shell
        ? Info(shell, usage.Read()) with { BackedUpAt = backups.Status(shell.Definition.Name).VerifiedAt }
        : null;

    public async Task<Result<CreatedTenant>> CreateAsync(NewTenant request, CancellationToken ct = default)
    {
        if (!IsHere)
        {
            return Nowhere;
        }

        var made = await services.GetRequiredService<CreateTenant>().ExecuteAsync(request, ct);
        return made.Problem is { } problem ? problem : new CreatedTenant(Find(made.Value.Tenant.Name)!, made.Value.Report.Changes, made.Value.Report.Invitation);
    }

    public async Task<Result> SuspendAsync(string name, CancellationToken ct = default) => IsHere ? await services.GetRequiredService<SwitchTenant>().SuspendAsync(name, ct) : Nowhere;

    public async Task<Result> ResumeAsync(string name, CancellationToken ct = default) => IsHere ? await services.GetRequiredService<SwitchTenant>().ResumeAsync(name, ct) : Nowhere;

    public async Task<Result> ChangeAsync(TenantChange change, CancellationToken ct = default) => IsHere ? await services.GetRequiredService<ChangeTenant>().ExecuteAsync(change, ct) : Nowhere;

    public async Task<Result<string>> DeleteAsync(TenantDeletion request, CancellationToken ct = default) => IsHere ? await services.GetRequiredService<DeleteTenant>().ExecuteAsync(request, ct) : Nowhere;

    public async Task<Result<IReadOnlyList<TenantRecipeRun>>> RunRecipeAsync(string recipe, IReadOnlyList<string> tenants, bool dryRun, CancellationToken ct = default) =>
        IsHere ? await services.GetRequiredService<RunOnTenants>().ExecuteAsync(recipe, tenants, dryRun, ct) : Nowhere;

    public Task GatherUsageAsync(CancellationToken ct = default) => IsHere ? services.GetRequiredService<GatherUsage>().ExecuteAsync(ct) : Task.CompletedTask;

    private bool IsHere => here.HasTenant && here.Shell.Definition.IsDefault;

    private static Problem Nowhere => Problem.NotFound("The tenant");

    private static TenantInfo Info(TenantShell shell, IReadOnlyDictionary<string, TenantUsage> measured)
    {
        var tenant = shell.Definition;
        return new TenantInfo(tenant.Name, tenant.PracticeName, tenant.State, tenant.Hosts, tenant.Prefix, tenant.BaseUrl, tenant.Database)
        {
            IsDefault = tenant.IsDefault,
            ConfiguredAddress = tenant.Address,
            Recipe = tenant.Recipe,
            Failure = shell.Failure,
            Usage = measured.GetValueOrDefault(tenant.Name),
        };
    }
}
