using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Hosting;

/// <summary>A default tenant with the console on, and practices beside it.</summary>
internal sealed class HostedPractices : IAsyncDisposable
{
    private readonly DatabaseProvider database;

    private HostedPractices(TestHost host, DatabaseProvider database) => (Host, this.database) = (host, database);

    public TestHost Host { get; }
    public TenantRegistry Registry => Host.App.Services.GetRequiredService<TenantRegistry>();

    public static async Task<HostedPractices> StartAsync(DatabaseProvider database, params string[] others)
    {
        Databases.Need(database);
        var practices = new HostedPractices(await TestHost.StartAsync(), database);
        await practices.Host.SetUpAsync("blank", database);
        foreach (var other in others)
        {
            await practices.Host.SetUpAsync("blank", database, other, other.ToLowerInvariant());
        }

        await practices.Host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<IFeatures>().EnableAsync(["PracticeCms.Tenants"], ct)));
        return practices;
    }

    public Task<T> AsHostAsync<T>(Func<ITenants, Task<T>> work) => Host.InAsync("Default", s => work(s.GetRequiredService<ITenants>()));

    public NewTenant New(string name) => new(name, "Riverside", "blank", "rita@example.com")
    {
        Prefix = name.ToLowerInvariant(),
        Database = database,
        ConnectionVariable = database == DatabaseProvider.Postgres ? PostgresCluster.Variable : "",
    };

    public RecoveryKey KeepKey()
    {
        var key = RecoveryKey.Create();
        Host.App.Services.GetRequiredService<BackupFolder>().SaveKey(key);
        return key;
    }

    /// <summary>What the default tenant's audit says was done to tenants.</summary>
    public Task<List<string>> AuditedAsync() => Host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>().Set<PracticeCms.Kernel.Audit.AuditEvent>()
        .Where(e => e.Kind == "Tenant" || e.Kind == "TenantRecipe").OrderBy(e => e.Id).Select(e => e.Action + " " + e.Reason).ToListAsync());

    public async ValueTask DisposeAsync()
    {
        if (database == DatabaseProvider.Postgres)
        {
            foreach (var shell in Registry.All)
            {
                await Host.App.Services.GetRequiredService<TenantDatabase>().DropAsync(shell.Definition);
            }
        }

        await Host.DisposeAsync();
    }
}
