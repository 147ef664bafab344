using System.Text;
using PracticeCms.Kernel.Backups;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>Whoever has the sealing half can make a backup that opens; what is in it is not believed for that.</summary>
public sealed class ForgedBackupTests
{
    [Fact]
    public async Task A_backup_that_its_host_has_not_sealed_is_refused_unless_an_administrator_vouches_for_it()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var request = new RestoreBackup.Request(await ForgeAsync(practice, (part, bytes) => (part, bytes)), practice.Key);

        var refused = await BackedPractice.RestoreAsync(practice.NewFolder("blank"), request);
        var taken = await BackedPractice.RestoreAsync(practice.NewFolder("blank"), request with { IsUnproven = true });

        Assert.Equal("backup-unproven", refused.Problem?.Code);
        Assert.True(taken.Succeeded, taken.Problem?.Message);
    }

    [Theory]
    [InlineData("COPY kernel_file TO PROGRAM 'true'"), InlineData("CREATE TABLE stray (id integer); DROP TABLE stray")]
    public async Task A_schema_runs_nothing_but_what_backups_write(string statement)
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Postgres);
        var forged = await ForgeAsync(practice, (part, bytes) => (part, part == PostgresSource.SchemaPart ? Replace(bytes, "SET LOCAL check_function_bodies = off", statement) : bytes));

        await RefusedAsync(practice, forged, "schema");
    }

    [Theory]
    [InlineData("tenant/../../stray.txt"), InlineData("tenant/../keys/stray.txt"), InlineData("/stray.txt"), InlineData("stray.txt"), InlineData("database/stray.txt")]
    public async Task A_part_that_leads_elsewhere_is_refused(string name)
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var forged = await ForgeAsync(practice, (part, bytes) => part == "tenant/tenant.json" ? (name, bytes) : (part, bytes));

        await RefusedAsync(practice, forged, "part");
    }

    [Fact]
    public async Task Rows_that_are_not_those_of_the_list_are_refused()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var forged = await ForgeAsync(practice, (part, bytes) => (part, part == BackupManifest.Part ? Replace(bytes, "\"rows\":1,", "\"rows\":2,") : bytes));

        await RefusedAsync(practice, forged, "The rows of ");
    }

    [Fact]
    public async Task A_part_that_is_not_that_of_the_list_is_refused()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var forged = await ForgeAsync(practice, (part, bytes) => (part, part == "tenant/tenant.json" ? Replace(bytes, "Test practice", "Rest practice") : bytes));

        await RefusedAsync(practice, forged, "Its parts");
    }

    private static async Task RefusedAsync(BackedPractice practice, string forged, string why)
    {
        var data = practice.NewFolder("blank");
        var result = await BackedPractice.RestoreAsync(data, new RestoreBackup.Request(forged, practice.Key) { IsUnproven = true });

        Assert.Equal(ProblemKind.Invalid, result.Problem?.Kind);
        Assert.Contains(why, result.Problem!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(practice.Folder, "stray.txt", SearchOption.AllDirectories));
        Assert.False(File.Exists("/stray.txt"));
        Assert.False(Directory.Exists(Path.Combine(data, "Tenants", "Default")));
    }

    /// <summary>Opens a backup, changes its parts and seals it again.</summary>
    private static async Task<string> ForgeAsync(BackedPractice practice, Func<string, byte[], (string, byte[])> change)
    {
        var made = await practice.BackUpAsync();
        var file = practice.NewFolder("forged");
        await using var input = new FileStream(made.File, FileMode.Open, FileAccess.Read, FileShare.Read, 0, useAsync: true);
        using var reader = new BackupReader(BackupSeal.Open(input, practice.Key).Value.Read(input), new BackupProgress("", 0, _ => { }));
        await using var output = File.Create(file);
        await using var sealing = BackupSeal.Create(practice.Key.Public).Begin(output);
        var writer = new BackupWriter(sealing, new BackupProgress("", 0, _ => { }));
        while (reader.Next() is { } entry)
        {
            using var content = new MemoryStream();
            await entry.CopyToAsync(content, default);
            var (name, bytes) = change(entry.Name, content.ToArray());
            await writer.WriteAsync(name, bytes);
        }

        writer.Finish();
        sealing.Finish();
        return file;
    }

    private static byte[] Replace(byte[] bytes, string old, string with)
    {
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(old, with, StringComparison.Ordinal));
    }
}
