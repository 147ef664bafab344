using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>A practice with a recovery key, a place for backups, and empty data folders to restore into.</summary>
internal sealed class BackedPractice : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("practice-backups-").FullName;
    private readonly List<IAsyncDisposable> others = [];
    private readonly DatabaseProvider database;

    private BackedPractice(TestHost host, DatabaseProvider database)
    {
        (Host, this.database) = (host, database);
        host.App.Services.GetRequiredService<BackupFolder>().SaveKey(Key);
    }

    public TestHost Host { get; }
    public RecoveryKey Key { get; } = RecoveryKey.Create();
    public string Folder => folder;

    public static async Task<BackedPractice> StartAsync(DatabaseProvider database, string? recipe = null)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await (recipe is null ? host.CreateBareAsync(database) : host.SetUpAsync(recipe, database, demo: true));
        return new BackedPractice(host, database);
    }

    public static BackedPractice Around(TestHost host, DatabaseProvider database) => new(host, database);

    public async Task<MakeBackup.Made> BackUpAsync() => (await TryBackUpAsync()).Value;

    public Task<Result<MakeBackup.Made>> TryBackUpAsync() => Host.App.Services.GetRequiredService<MakeBackup>().ExecuteAsync(
        new MakeBackup.Request(Host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!) { To = folder });

    public string NewFolder(string name) => Path.Combine(folder, name);

    /// <summary>As the verb does it: by a process that composes the host and does not serve.</summary>
    public static async Task<Result<RestoreBackup.Restored>> RestoreAsync(string data, RestoreBackup.Request request)
    {
        await using var app = TestHost.Compose(data);
        return await app.Services.GetRequiredService<RestoreBackup>().ExecuteAsync(request);
    }

    public static async Task<Result> ReleaseAsync(string data, params string[] off)
    {
        await using var app = TestHost.Compose(data);
        return await app.Services.GetRequiredService<ReleasePractice>().ExecuteAsync("Default", off);
    }

    /// <summary>Restores into an empty data folder, opens it and serves it.</summary>
    public async Task<TestHost> RestoredAsync(string file, string name = "restored")
    {
        var data = NewFolder(name);
        var restored = await RestoreAsync(data, new RestoreBackup.Request(file, Key));
        Assert.True(restored.Succeeded, restored.Problem?.Message);
        Assert.Null((await ReleaseAsync(data)).Problem);
        var host = await TestHost.StartAsync(data, now: Host.Clock.GetCurrentInstant());
        others.Add(host);
        return host;
    }

    /// <summary>Every row of every table, as text; read by other means than the backup's.</summary>
    public static Task<SortedDictionary<string, List<string>>> RowsAsync(TestHost host) => host.InAsync("Default", async services =>
    {
        var connection = await services.GetRequiredService<ITenantConnection>().OpenAsync();
        var names = await LinesAsync(connection, services.GetRequiredService<TenantConnection>().Provider == DatabaseProvider.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");
        var all = new SortedDictionary<string, List<string>>();
        foreach (var name in names)
        {
            all[name] = await LinesAsync(connection, $"SELECT * FROM \"{name}\"");
        }

        return all;
    });

    public async ValueTask DisposeAsync()
    {
        if (database == DatabaseProvider.Postgres)
        {
            foreach (var host in others.OfType<TestHost>().Append(Host))
            {
                await host.App.Services.GetRequiredService<TenantDatabase>().DropAsync(host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!.Definition);
            }
        }

        foreach (var other in others)
        {
            await other.DisposeAsync();
        }

        await Host.DisposeAsync();
        Key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<List<string>> LinesAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            lines.Add(string.Join('|', values.Select(v => v is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(v, System.Globalization.CultureInfo.InvariantCulture))));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }
}
