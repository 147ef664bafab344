using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Tenants;
using PracticeHost;

namespace PracticeCms.Testing;

/// <summary>The real host on a loopback port with a data folder of its own; no background pump unless asked for.</summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly string folder;
    private readonly bool ownsFolder;

    private TestHost(string folder, bool ownsFolder, WebApplication app, FakeClock clock)
    {
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        App = app;
        Clock = clock;
    }

    public WebApplication App { get; }
    public FakeClock Clock { get; }
    public Uri Address => new(App.Urls.First());
    public string DataFolder => folder;

    /// <summary>What the console prints while there is no practice.</summary>
    public string SetupToken => App.Services.GetRequiredService<PracticeHost.Setup.SetupToken>().Value;

    public static async Task<TestHost> StartAsync(string? dataFolder = null, bool jobs = false, Instant? now = null, Action<IServiceCollection>? services = null, IReadOnlyDictionary<string, string?>? configuration = null)
    {
        var data = dataFolder ?? Directory.CreateTempSubdirectory("practice-test-").FullName;
        var clock = new FakeClock(now ?? FakeClock.DefaultStart);
        var app = PracticeApp.Build([], data, builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Practice:Jobs:Enabled"] = jobs ? "true" : "false" });
            builder.Configuration.AddInMemoryCollection(configuration ?? new Dictionary<string, string?>());
            builder.Services.Replace(ServiceDescriptor.Singleton<IClock>(clock));
            services?.Invoke(builder.Services);
        });
        await app.StartAsync();
        return new TestHost(data, dataFolder is null, app, clock);
    }

    /// <summary>Gives the practice another address, in its file too: the host reads that again now and then.</summary>
    public void SetAddress(string address)
    {
        var registry = App.Services.GetRequiredService<TenantRegistry>();
        var practice = registry.Find("Default")!;
        practice.Definition.Address = address;
        registry.Save(practice);
    }

    /// <summary>The host as a verb has it: composed, and not serving.</summary>
    public static WebApplication Compose(string dataFolder, Action<IServiceCollection>? services = null) =>
        PracticeApp.Build([], dataFolder, builder => services?.Invoke(builder.Services));

    /// <summary>Runs in the tenant as the system.</summary>
    public Task<T> InAsync<T>(string tenant, Func<IServiceProvider, Task<T>> work) => App.Services.GetRequiredService<ITenantScopes>().RunAsync(tenant, work);

    public Task InAsync(string tenant, Func<IServiceProvider, Task> work) => InAsync(tenant, async services =>
    {
        await work(services);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        if (ownsFolder)
        {
            await DropSchemasAsync();
        }

        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (ownsFolder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Hundreds of schemas of hundreds of tables that nobody reads any more make PostgreSQL's catalog, and with it every later test, slow.
    private async Task DropSchemasAsync()
    {
        var databases = App.Services.GetRequiredService<TenantDatabase>();
        foreach (var tenant in App.Services.GetRequiredService<TenantRegistry>().All.Select(t => t.Definition).Where(d => d.Schema.Length > 0).ToList())
        {
            await databases.DropAsync(tenant);
        }
    }
}
