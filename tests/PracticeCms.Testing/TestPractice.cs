using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Data;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Modules;
using PracticeCms.Tenants;

namespace PracticeCms.Testing;

/// <summary>A practice for tests of one module: all features on, no recipe. Removed with its host.</summary>
public static class TestPractice
{
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
            await TenantStarter.MigrateKernelAsync(scope, ct);
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
