using System.Globalization;
using System.Text.Json.Nodes;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Settings;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Recipes;

/// <summary>
/// Makes a practice: its database, its tables, its configuration from a recipe and its first administrator. All or nothing: what a
/// failed setup made is removed, and what a killed one left is removed by the next try.
/// </summary>
internal sealed class SetupPractice(
    TenantRegistry registry, TenantDatabase databases, TenantScopes scopes, RecipeCatalog recipes, SettingsCache cache, ILogger<SetupPractice> logger)
{
    /// <param name="AdminPassword">Null to invite the administrator.</param>
    public sealed record Request(string PracticeName, string Recipe, string AdminEmail, string? AdminPassword, string AdminName)
    {
        public string Tenant { get; init; } = TenantStore.DefaultName;
        public string Prefix { get; init; } = "";
        public IReadOnlyList<string> Hosts { get; init; } = [];
        public string TimeZone { get; init; } = "Etc/UTC";
        public string Culture { get; init; } = "en-US";
        public string Currency { get; init; } = "USD";
        public bool Demo { get; init; }
        public DatabaseProvider Database { get; init; }

        /// <summary>Name of the environment variable with the PostgreSQL connection string.</summary>
        public string ConnectionVariable { get; init; } = "";

        /// <summary>Absolute address of the practice's pages; empty to take the host's.</summary>
        public string Address { get; init; } = "";
        public Action<string> Progress { get; init; } = _ => { };
    }

    public async Task<Result<RecipeReport>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        if (SetupRules.Check(request) is { } problem)
        {
            return problem;
        }

        var found = new List<RecipeProblem>();
        if (recipes.Find(request.Recipe, found) is not { } recipe)
        {
            return Problem.Invalid(nameof(request.Recipe), found.Count > 0 ? $"The recipe cannot be read: {found[0].Message}" : $"There is no recipe '{request.Recipe}'.");
        }

        await registry.Changing.WaitAsync(ct);
        try
        {
            return await MakeAsync(request, recipe, ct);
        }
        finally
        {
            registry.Changing.Release();
        }
    }

    private async Task<Result<RecipeReport>> MakeAsync(Request request, RecipeDocument recipe, CancellationToken ct)
    {
        if (await ClearAsync(request) is { } problem)
        {
            return problem;
        }

        var tenant = SetupRules.Define(request);
        var shell = registry.Add(tenant);
        registry.Save(shell);
        try
        {
            request.Progress("Creating the database");
            await databases.CreateAsync(tenant, ct);
            var report = await scopes.RunAsync(shell, services => new Work(services, request, recipe).RunAsync(ct));
            if (!report.Succeeded)
            {
                await RemoveAsync(shell);
                return report;
            }

            tenant.State = TenantState.Running;
            registry.Save(shell);
            return report;
        }
        catch (Exception e)
        {
            await RemoveAsync(shell);
            if (e is OperationCanceledException)
            {
                throw;
            }

            logger.LogError(e, "Setup of tenant {Tenant} failed", tenant.Name);
            return Problem.External("setup-failed", $"The setup failed and was taken back: {e.GetBaseException().Message}");
        }
    }

    /// <summary>Only a tenant that never ran may be replaced.</summary>
    private async Task<Problem?> ClearAsync(Request request)
    {
        if (registry.Find(request.Tenant) is { } existing)
        {
            if (existing.Definition.State is not (TenantState.Uninitialized or TenantState.Initializing))
            {
                return Problem.Conflict("tenant-exists", $"The tenant '{existing.Definition.Name}' exists already.");
            }

            await RemoveAsync(existing);
        }

        return new TenantPlaces(registry).Taken(SetupRules.Define(request), nameof(request.Prefix));
    }

    private async Task RemoveAsync(TenantShell shell)
    {
        cache.Drop(shell.Definition.Name);
        try
        {
            await databases.DropAsync(shell.Definition);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or IOException)
        {
            // The schema's name is unique to this try, so what remains blocks nobody.
            logger.LogWarning(e, "The database of tenant {Tenant} could not be removed", shell.Definition.Name);
        }

        registry.Remove(shell.Definition.Name);
    }

    /// <summary>What happens inside the new practice, in one transaction.</summary>
    private sealed class Work(IServiceProvider services, Request request, RecipeDocument recipe)
    {
        public Task<Result<RecipeReport>> RunAsync(CancellationToken ct) =>
            services.GetRequiredService<IUnitOfWork>().RunAsync<Result<RecipeReport>>(InTransactionAsync, ct);

        private async Task<Result<RecipeReport>> InTransactionAsync(CancellationToken ct)
        {
            request.Progress("Creating the tables");
            await TenantStarter.CreateKernelAsync(services, ct);
            await NameAsync(ct);
            request.Progress($"Running the recipe '{recipe.Name}'");
            var report = await RunAsync(recipe, ct);
            if (!report.Succeeded)
            {
                return report.ToProblem();
            }

            await NameAsync(ct);
            request.Progress("Making the administrator");
            var invited = await AddAdministratorAsync(ct);
            if (invited.Problem is { } problem)
            {
                return problem;
            }

            report = report with { Invitation = invited.Value };
            return request.Demo ? await AddDemoDataAsync(report, ct) : report;
        }

        private Task<RecipeReport> RunAsync(RecipeDocument document, CancellationToken ct) =>
            services.GetRequiredService<RunRecipe>().ExecuteAsync(document, new RecipeRunOptions { Parameters = SetupRules.Parameters(request) }, ct);

        // Before the recipe, which may use the name, and after it: what the person typed wins.
        private async Task NameAsync(CancellationToken ct)
        {
            var settings = services.GetRequiredService<PracticeSettingsStore>();
            var email = (await settings.GetAsync<PracticeSettings>(ct)).Email;
            var members = new JsonObject { [nameof(PracticeSettings.Name)] = request.PracticeName.Trim() };
            if (!(await settings.DocumentAsync(nameof(PracticeSettings), ct)).ContainsKey(nameof(PracticeSettings.Country))
                && CultureInfo.GetCultureInfo(request.Culture) is { IsNeutralCulture: false } culture)
            {
                members[nameof(PracticeSettings.Country)] = new RegionInfo(culture.Name).TwoLetterISORegionName;
            }

            if (email.Length == 0)
            {
                members[nameof(PracticeSettings.Email)] = request.AdminEmail;
            }

            await settings.MergeAsync(nameof(PracticeSettings), members, ct);
        }

        private async Task<Result<Uri?>> AddAdministratorAsync(CancellationToken ct)
        {
            var handlers = services.GetRequiredService<IFeatureServices<ISetupEventHandler>>();
            if (handlers.Count == 0)
            {
                return Problem.Invalid(nameof(request.Recipe), "The recipe enables no feature that keeps users, so nobody could sign in.");
            }

            var context = new SetupContext(request.PracticeName.Trim(), request.AdminEmail, request.AdminPassword, request.AdminName, recipe.Name);
            try
            {
                foreach (var handler in handlers)
                {
                    await handler.SetupAsync(context, ct);
                }

                await services.GetRequiredService<IUnitOfWork>().FlushAsync(ct);
                return context.Invitation;
            }
            catch (InvalidOperationException e)
            {
                return Problem.Invalid(nameof(request.AdminPassword), e.Message);
            }
        }

        private async Task<Result<RecipeReport>> AddDemoDataAsync(RecipeReport report, CancellationToken ct)
        {
            request.Progress("Adding demo data");
            var document = RecipeDocument.Parse("""{"name":"demo","steps":[{"name":"DemoData"}]}""", "demo", null, [])!;
            var demo = await RunAsync(document, ct);
            return demo.Succeeded ? report with { Steps = [.. report.Steps, .. demo.Steps] } : demo.ToProblem();
        }
    }
}
