using PracticeCms.Kernel.Recipes;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Runs a recipe in many practices, one after the other, each in a transaction of its own; one that fails does not touch the others.</summary>
internal sealed class RunOnTenants(TenantRegistry registry, TenantScopes scopes, RecipeCatalog recipes, IAuditTrail audit)
{
    public async Task<Result<IReadOnlyList<TenantRecipeRun>>> ExecuteAsync(string name, IReadOnlyList<string> tenants, bool dryRun, CancellationToken ct)
    {
        var problems = new List<RecipeProblem>();
        if (recipes.Find(name, problems) is not { } recipe)
        {
            return problems.Count > 0 ? Problem.Invalid("Recipe", $"The recipe cannot be read: {problems[0].Message}") : Problem.NotFound($"The recipe '{name}'");
        }

        if (tenants.Count == 0)
        {
            return Problem.Invalid("Tenants", "Choose at least one practice.");
        }

        if (tenants.FirstOrDefault(t => registry.Find(t) is null) is { } unknown)
        {
            return Problem.NotFound($"The tenant '{unknown}'");
        }

        var runs = new List<TenantRecipeRun>();
        foreach (var tenant in tenants.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            ct.ThrowIfCancellationRequested();
            runs.Add(await RunAsync(recipe, registry.Find(tenant)!.Definition, dryRun, ct));
        }

        if (!dryRun)
        {
            var failed = runs.Where(r => !r.Succeeded).Select(r => r.Tenant).ToList();
            await audit.RecordNowAsync(
                "ran", "TenantRecipe", reason: $"{recipe.Name} in {string.Join(", ", runs.Select(r => r.Tenant))}{(failed.Count > 0 ? $"; failed in {string.Join(", ", failed)}" : "")}", ct: CancellationToken.None);
        }

        return runs;
    }

    private async Task<TenantRecipeRun> RunAsync(RecipeDocument recipe, TenantDefinition tenant, bool dryRun, CancellationToken ct)
    {
        if (tenant.State != TenantState.Running)
        {
            return new TenantRecipeRun(tenant.Name, false, [], [$"It is {tenant.State}."]);
        }

        try
        {
            var report = await scopes.RunAsync(tenant.Name, services => services.GetRequiredService<RunRecipe>().ExecuteAsync(recipe, new RecipeRunOptions { DryRun = dryRun }, ct));
            return new TenantRecipeRun(
                tenant.Name, report.Succeeded, [.. report.Steps.SelectMany(s => s.Changes)], [.. report.Problems.Where(p => !p.IsWarning).Select(p => $"{p.Path}: {p.Message}")]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new TenantRecipeRun(tenant.Name, false, [], [e.GetBaseException().Message]);
        }
    }
}
