using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Data;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Modules;
using PracticeCms.Tenants;

namespace PracticeCms.Testing;

/// <summary>Practices for tests; removed with their host.</summary>
public static class TestPractice
{
    /// <summary>Sets a practice up by the same use case as the setup page and the command line.</summary>
    public static async Task SetUpAsync(this TestHost host, string recipe, DatabaseProvider database, string name = "Default", string prefix = "", bool demo = false)
    {
        var result = await host.App.Services.GetRequiredService<SetupPractice>().ExecuteAsync(new SetupPractice.Request("Test practice", recipe, StaffSession.Email, StaffSession.Password, "Olive Owner")
        {
            Tenant = name,
            Prefix = prefix,
            TimeZone = "America/New_York",
            Demo = demo,
            Database = database,
            ConnectionVariable = database == DatabaseProvider.Postgres ? PostgresCluster.Variable : "",
        });
        if (result.Problem is { } problem)
        {
            throw new InvalidOperationException($"{problem.Message} {string.Join("; ", problem.Fields)}");
        }

        if (!result.Value.Succeeded)
        {
            throw new InvalidOperationException(string.Join("; ", result.Value.Problems));
        }
    }

    /// <summary>A practice with all features on and no recipe, for tests of one module.</summary>
    public static async Task<string> CreateBareAsync(this TestHost host, DatabaseProvider database, string name = "Default", string prefix = "", params string[] features)
    {
        var services = host.App.Services;
        var definition = new TenantDefinition
        {
            Name = name,
            PracticeName = "Test practice",
            Prefix = prefix,
            Database = database,
            Schema = database == DatabaseProvider.Postgres ? "t_" + Ids.New().ToString("N") : "",
            ConnectionVariable = PostgresCluster.Variable,
            TimeZone = "America/New_York",
            State = TenantState.Initializing,
        };
        var shell = services.GetRequiredService<TenantRegistry>().Add(definition);
        await services.GetRequiredService<TenantDatabase>().CreateAsync(definition, CancellationToken.None);
        await services.GetRequiredService<TenantScopes>().RunAsync(shell, scope => scope.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            await TenantStarter.CreateKernelAsync(scope, ct);
            var all = scope.GetRequiredService<IFeatures>();
            await all.EnableAsync(features.Length > 0 ? features : all.All.Select(f => f.Id), ct);
            return true;
        }));
        definition.State = TenantState.Running;
        shell.IsStarted = true;
        services.GetRequiredService<TenantRegistry>().Save(shell);
        return name;
    }
}
