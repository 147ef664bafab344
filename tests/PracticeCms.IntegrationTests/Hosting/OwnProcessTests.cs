using System.Text.Json;

namespace PracticeCms.IntegrationTests.Hosting;

/// <summary>What the host does to the machine as a process of its own: the files that it writes, and what it prints.</summary>
public sealed class OwnProcessTests : IDisposable
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private readonly string parent = Directory.CreateTempSubdirectory("practice-own-").FullName;

    private string Data => Path.Combine(parent, "new", "data");

    public void Dispose() => Directory.Delete(parent, recursive: true);

    [Fact, Trait("Category", "Long")]
    public async Task Everything_that_the_host_writes_is_for_its_own_account_alone()
    {
        await RunAsync("setup", "--recipe", "blank", "--name", "Harbour", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD");
        await RunAsync("backup", "key", "--out", Path.Combine(parent, "new", "recovery"));
        await RunAsync("backup");
        await using (var host = await PracticeProcess.StartAsync(Data))
        {
            Assert.Equal("Healthy", await host.Http.GetStringAsync("health/live"));
        }

        var written = Directory.EnumerateFileSystemEntries(parent, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(written, f => f.EndsWith("practice.db", StringComparison.Ordinal));
        Assert.Contains(written, f => f.EndsWith(".practicebackup", StringComparison.Ordinal));
        Assert.Contains(written, f => f.EndsWith(".jsonl", StringComparison.Ordinal));
        Assert.All(written.Where(f => f.EndsWith(".jsonl", StringComparison.Ordinal)).SelectMany(File.ReadLines), line => Assert.EndsWith("Z", JsonDocument.Parse(line).RootElement.GetProperty("@t").GetString(), StringComparison.Ordinal));
        Assert.Contains(Data, written);
        Assert.Equal([], written.Where(f => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(f) & Others) != 0));
    }

    [Fact]
    public async Task A_line_of_the_console_is_not_ended_by_what_is_logged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No folder there is called like this.");
        Directory.CreateDirectory(Path.Combine(Data, "Modules", "bad\n12:00:00 INF All is well"));

        var (_, said) = await PracticeProcess.RunAsync(Data, ["recipe", "fly"]);

        Assert.Contains("bad\\n12:00:00 INF All is well", said, StringComparison.Ordinal);
        Assert.DoesNotContain("\n12:00:00 INF All is well", said, StringComparison.Ordinal);
    }

    private async Task RunAsync(params string[] verb)
    {
        var (code, said) = await PracticeProcess.RunAsync(Data, verb);
        Assert.True(code == 0, said);
    }
}
