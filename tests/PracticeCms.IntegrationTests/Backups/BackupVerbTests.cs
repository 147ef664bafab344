using System.Text.Json;
using PracticeCms.IntegrationTests.Billing;
using PracticeCms.Records.Documents;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>Backups as an administrator makes and tries them: by verbs, in processes that may be killed.</summary>
public sealed class BackupVerbTests
{
    [Theory, Trait("Category", "Long"), MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_drill_proves_the_newest_backup_and_leaves_nothing_behind(DatabaseProvider database)
    {
        await using var practice = await ServedPractice.StartAsync(database);
        var (none, _) = await practice.RunAsync("backup");
        var key = await practice.NewKeyAsync();
        var (again, _) = await practice.RunAsync("backup", "key");
        var (made, backups) = await practice.RunAsync("backup");
        var schemas = await practice.SchemasAsync();

        var (drilled, report) = await practice.RunAsync("drill", "--key-file", key);
        var (wrong, _) = await practice.RunAsync("drill", "--key-env", "PRACTICE_NO_SUCH_THING");
        var (_, doctor) = await practice.RunAsync("doctor");

        Assert.Equal((4, 4, 0, 0, 2), (none, again, made, drilled, wrong));
        var drill = Assert.Single(report.GetProperty("drills").EnumerateArray());
        Assert.True(drill.GetProperty("ok").GetBoolean(), drill.GetRawText());
        Assert.Equal(backups.GetProperty("backups")[0].GetProperty("rows").GetInt64(), drill.GetProperty("rows").GetInt64());
        Assert.Contains("2 opened", drill.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(schemas, await practice.SchemasAsync());
        Assert.Equal("ok", doctor.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("check").GetString() == "backup of Default").GetProperty("state").GetString());
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_drill_leaves_the_copies_of_checkpoints_elsewhere_alone_and_a_restore_begins_new_ones()
    {
        var data = Directory.CreateTempSubdirectory("practice-copies-").FullName;
        var (share, key) = (Path.Combine(data, "share"), Path.Combine(data, "recovery"));
        async Task RunAsync(int expected, params string[] verb)
        {
            var (code, said) = await PracticeProcess.RunAsync(data, verb, environment: ("Practice__Audit__Copies__0", share));
            Assert.True(code == expected, said);
        }

        try
        {
            await RunAsync(0, "setup", "--recipe", "blank", "--name", "Harbour", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD");
            await RunAsync(0, "backup", "key", "--out", key);
            await RunAsync(0, "backup");
            await RunAsync(0, "user", "add", "nina@example.org", "--role", "FrontDesk", "--password-env", "PRACTICE_PASSWORD");
            var copy = Path.Combine(share, "Default", "checkpoints");
            var kept = await File.ReadAllTextAsync(copy);

            await RunAsync(0, "drill", "--key-file", key);
            Assert.StartsWith(kept, await File.ReadAllTextAsync(copy), StringComparison.Ordinal);
            Assert.Equal(copy, Assert.Single(Directory.GetFiles(Path.Combine(share, "Default"))));
            await RunAsync(0, "audit", "verify");

            kept = await File.ReadAllTextAsync(copy);
            await RunAsync(0, "restore", Directory.GetFiles(Path.Combine(data, "backups"), "*.practicebackup")[0], "--key-file", key, "--replace");
            await RunAsync(4, "user", "list");
            await RunAsync(3, "release", "--off", "nobody@example.org");
            await RunAsync(0, "release");
            await RunAsync(0, "audit", "verify");
            Assert.Equal(kept, await File.ReadAllTextAsync(copy));
            Assert.Equal([copy, copy + ".2"], Directory.GetFiles(Path.Combine(share, "Default")).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_backup_that_is_killed_leaves_the_one_before_it_and_no_other()
    {
        await using var practice = await ServedPractice.StartAsync(DatabaseProvider.Sqlite);
        var key = await practice.NewKeyAsync();
        await practice.RunAsync("backup");
        var before = Assert.Single(practice.Backups("*.practicebackup"));

        var (killed, _) = await PracticeProcess.RunAsync(practice.Data, ["backup"], environment: ("PRACTICE_CRASH_POINT", "backup.written"));

        Assert.Equal(137, killed);
        Assert.Single(practice.Backups("*.partial"));
        Assert.Equal(before, Assert.Single(practice.Backups("*.practicebackup")));
        Assert.Equal(0, (await practice.RunAsync("drill", "--key-file", key)).Code);
        Assert.Equal(0, (await practice.RunAsync("backup")).Code);
        Assert.Empty(practice.Backups("*.partial"));
        Assert.Equal(2, practice.Backups("*.practicebackup").Length);
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(practice.Data, "Tenants", "Default")), f => f.Contains("snapshot", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task What_cannot_be_restored_says_so_by_its_exit_code()
    {
        await using var practice = await ServedPractice.StartAsync(DatabaseProvider.Sqlite);
        var key = await practice.NewKeyAsync();
        await practice.RunAsync("backup");
        var file = practice.Backups("*.practicebackup")[0];
        var damaged = practice.Data + ".damaged";
        await File.WriteAllBytesAsync(damaged, (await File.ReadAllBytesAsync(file))[..^1]);

        var (exists, _) = await practice.RunAsync("restore", file, "--key-file", key);
        var (noKey, _) = await practice.RunAsync("restore", file);
        var (missing, _) = await practice.RunAsync("restore", file + ".not", "--key-file", key);
        var (broken, said) = await PracticeProcess.RunAsync(practice.Data, ["restore", damaged, "--key-file", key, "--as", "Twin"]);
        File.Delete(damaged);

        Assert.Equal((4, 2, 3, 2), (exists, noKey, missing, broken));
        Assert.Contains("damaged", said, StringComparison.Ordinal);
    }
}

/// <summary>A practice beside which verbs run as processes of their own.</summary>
internal sealed class ServedPractice(TestHost host, DatabaseProvider database) : IAsyncDisposable
{
    public string Data => host.DataFolder;

    public static async Task<ServedPractice> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        var client = await host.ClientAsync();
        foreach (var name in (string[])["one.txt", "two.txt"])
        {
            await host.InAsync("Default", s => s.GetRequiredService<StoreDocument>().ExecuteAsync(new StoreDocument.Request(client, name, "text/plain", new MemoryStream("Hello"u8.ToArray())), default));
        }

        return new ServedPractice(host, database);
    }

    public async Task<string> NewKeyAsync()
    {
        var file = Data + ".recovery";
        Assert.Equal(0, (await RunAsync("backup", "key", "--out", file)).Code);
        return file;
    }

    public string[] Backups(string pattern) => Directory.GetFiles(Path.Combine(Data, "backups"), pattern);

    public async Task<(int Code, JsonElement Json)> RunAsync(params string[] verb)
    {
        var (code, said) = await PracticeProcess.RunAsync(Data, [.. verb, "--json"], onlyOutput: true);
        return (code, string.IsNullOrWhiteSpace(said) ? default : JsonDocument.Parse(said).RootElement);
    }

    /// <summary>Practices' schemas; other tests make some at the same time, but none whose name begins as a restored one's.</summary>
    public Task<int> SchemasAsync() => database == DatabaseProvider.Sqlite ? Task.FromResult(0) : host.InAsync("Default", async s =>
    {
        await using var command = (await s.GetRequiredService<ITenantConnection>().OpenAsync()).CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM pg_namespace WHERE nspname LIKE 'practice\\_drill\\_%'";
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    });

    public async ValueTask DisposeAsync()
    {
        File.Delete(Data + ".recovery");
        await host.DisposeAsync();
    }
}
