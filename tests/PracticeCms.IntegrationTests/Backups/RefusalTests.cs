using PracticeCms.IntegrationTests.Billing;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Files;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>What is not restored, and that nothing is left of the try.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A_backup_that_was_changed_anywhere_is_refused()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        await practice.Host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Files.IFileStore>().SaveAsync(new MemoryStream(new byte[4 * ChunkFormat.Clear])));
        var made = await practice.BackUpAsync();
        var good = await File.ReadAllBytesAsync(made.File);
        var (front, chunk) = (BackupSeal.Size, ChunkFormat.Sealed);
        Assert.True(good.Length > front + (3 * chunk));
        var broken = new Dictionary<string, byte[]>
        {
            ["flipped in the mark"] = Flip(good, 3),
            ["flipped in the id"] = Flip(good, 20),
            ["flipped in the point"] = Flip(good, front - 1),
            ["flipped in the first chunk"] = Flip(good, front),
            ["flipped in the middle"] = Flip(good, good.Length / 2),
            ["flipped at the end"] = Flip(good, good.Length - 1),
            ["cut by one byte"] = good[..^1],
            ["cut at a chunk"] = good[..(front + (2 * chunk))],
            ["cut to its front"] = good[..front],
            ["empty"] = [],
            ["longer"] = [.. good, 0],
            ["reordered"] = [.. good[..front], .. good[(front + chunk)..(front + (2 * chunk))], .. good[front..(front + chunk)], .. good[(front + (2 * chunk))..]],
        };
        foreach (var (how, bytes) in broken)
        {
            var file = practice.NewFolder("broken");
            await File.WriteAllBytesAsync(file, bytes);
            var data = practice.NewFolder("blank");
            var result = await BackedPractice.RestoreAsync(data, new RestoreBackup.Request(file, practice.Key));

            Assert.True(result.Problem is { Kind: ProblemKind.Invalid }, how);
            Assert.False(Directory.Exists(Path.Combine(data, "Tenants", "Default")), how);
            Assert.Empty(Directory.Exists(Path.Combine(data, "restoring")) ? Directory.GetFileSystemEntries(Path.Combine(data, "restoring")) : []);
        }
    }

    [Fact]
    public async Task Another_recovery_key_opens_nothing_and_is_told_which_one_would()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var made = await practice.BackUpAsync();
        using var other = RecoveryKey.Create();

        var result = await BackedPractice.RestoreAsync(practice.NewFolder("blank"), new RestoreBackup.Request(made.File, other));

        Assert.Equal(ProblemKind.Invalid, result.Problem!.Kind);
        Assert.Contains(practice.Key.Public.Id, result.Problem.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_practice_that_is_there_is_replaced_only_when_asked_and_kept_aside(DatabaseProvider database)
    {
        await using var practice = await BackedPractice.StartAsync(database);
        await practice.Host.ClientAsync("Early");
        var made = await practice.BackUpAsync();
        var restored = await practice.RestoredAsync(made.File, "there");
        await restored.ClientAsync("Late");
        var old = await BackedPractice.RowsAsync(restored);
        await restored.App.StopAsync();
        var request = new RestoreBackup.Request(made.File, practice.Key);

        var refused = await BackedPractice.RestoreAsync(restored.DataFolder, request);
        var inUse = database == DatabaseProvider.Sqlite ? await InUseAsync(restored, request) : null;
        var replaced = await BackedPractice.RestoreAsync(restored.DataFolder, request with { Replace = true });
        var beside = await BackedPractice.RestoreAsync(restored.DataFolder, request with { As = "Twin" });

        Assert.Equal("tenant-exists", refused.Problem!.Code);
        Assert.Equal(database == DatabaseProvider.Sqlite ? "tenant-in-use" : null, inUse);
        Assert.True(replaced.Succeeded, replaced.Problem?.Message);
        Assert.True(File.Exists(Path.Combine(replaced.Value.KeptAside!, "tenant.json")));
        Assert.Equal(("Twin", "twin"), (beside.Value.Tenant, beside.Value.Prefix));
        await using var now = await TestHost.StartAsync(restored.DataFolder);
        var rows = await BackedPractice.RowsAsync(now);
        Assert.Equal(old["records_client"].Count - 1, rows["records_client"].Count);
        await now.InAsync("Twin", async s =>
        {
            Assert.Equal(rows["records_client"].Count, await s.GetRequiredService<PracticeCms.Records.RecordsDb>().Clients.CountAsync());
            if (database == DatabaseProvider.Postgres)
            {
                await s.GetRequiredService<PracticeCms.Kernel.Tenants.TenantDatabase>().DropAsync((PracticeCms.Kernel.Tenants.TenantDefinition)s.GetRequiredService<ITenant>());
            }

            return true;
        });
    }

    [Fact]
    public async Task A_practice_goes_back_to_its_own_kind_of_database_alone()
    {
        Databases.Need(DatabaseProvider.Postgres);
        await using var lite = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        await using var large = await BackedPractice.StartAsync(DatabaseProvider.Postgres);
        var (one, other) = (await lite.BackUpAsync(), await large.BackUpAsync());

        var toPostgres = await BackedPractice.RestoreAsync(lite.NewFolder("x"), new RestoreBackup.Request(one.File, lite.Key) { ConnectionVariable = PostgresCluster.Variable });
        var toNothing = await BackedPractice.RestoreAsync(large.NewFolder("x"), new RestoreBackup.Request(other.File, large.Key) { ConnectionVariable = "PRACTICE_NO_SUCH_THING" });

        Assert.Contains("cannot be restored into Postgres", toPostgres.Problem!.Message, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL", toNothing.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal((ProblemKind.Invalid, ProblemKind.Invalid), (toPostgres.Problem.Kind, toNothing.Problem.Kind));
    }

    [Fact]
    public async Task An_installation_with_another_master_key_refuses_and_keeps_its_own()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        await using var other = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var made = await practice.BackUpAsync();
        var key = await File.ReadAllTextAsync(Path.Combine(other.Host.DataFolder, "keys", "master.key"));

        var result = await BackedPractice.RestoreAsync(other.Host.DataFolder, new RestoreBackup.Request(made.File, practice.Key) { As = "Guest" });

        Assert.Equal("other-master-key", result.Problem!.Code);
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(other.Host.DataFolder, "keys", "master.key")));
    }

    private static async Task<string?> InUseAsync(TestHost host, RestoreBackup.Request request)
    {
        var path = Path.Combine(host.DataFolder, "Tenants", "Default", "practice.db");
        await using var user = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=false");
        await user.OpenAsync();
        await using var command = user.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM kernel_file";
        await command.ExecuteScalarAsync();
        return (await BackedPractice.RestoreAsync(host.DataFolder, request with { Replace = true })).Problem?.Code;
    }

    private static byte[] Flip(byte[] bytes, int at)
    {
        byte[] flipped = [.. bytes];
        flipped[at] ^= 0x10;
        return flipped;
    }
}
