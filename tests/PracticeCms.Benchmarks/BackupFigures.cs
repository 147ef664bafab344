namespace PracticeCms.Benchmarks;

/// <summary>
/// The large practice with 200 MB of documents: written and read back, and restored into an empty folder until its tables are compared and it has started.
/// <c>PRACTICE_BACKUP_DOCUMENTS</c> says how many of half a megabyte there are, 400 at first.
/// </summary>
internal static class BackupFigures
{
    private const int DocumentSize = 512 * 1024;
    private static readonly int Documents = int.Parse(Environment.GetEnvironmentVariable("PRACTICE_BACKUP_DOCUMENTS") ?? "400", CultureInfo.InvariantCulture);

    public static async Task RunAsync(BenchRun run)
    {
        var data = (await run.LargeAsync()).Data;
        await AddDocumentsAsync(data);
        var (key, folder) = (run.NewFolder("recovery.key"), run.NewFolder("backups"));
        await HostProcess.VerbAsync(run, data, "backup", "key", "--out", key);
        var written = await HostProcess.VerbAsync(run, data, "backup", "--to", folder);
        var read = await HostProcess.VerbAsync(run, run.NewFolder("restored"), "restore", Directory.GetFiles(folder).Single(), "--key-file", key);
        var megabytes = new DirectoryInfo(Path.Combine(data, "Tenants", "Default")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) / 1e6;
        BenchRun.Say($"{megabytes:0} MB, {new FileInfo(Directory.GetFiles(folder).Single()).Length / 1e6:0} MB sealed");
        run.Print("backup.large", megabytes / written, "MB/s");
        run.Print("restore.large", megabytes / read, "MB/s");
        run.Print("restore.10gb", 10_000 / (megabytes / read) / 60, "min");
    }

    private static async Task AddDocumentsAsync(string data)
    {
        await using var host = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant());
        for (var i = 0; i < Documents; i++)
        {
            await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Files.IFileStore>().SaveAsync(new MemoryStream(System.Security.Cryptography.RandomNumberGenerator.GetBytes(DocumentSize))));
        }
    }
}
