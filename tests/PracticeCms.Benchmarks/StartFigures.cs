namespace PracticeCms.Benchmarks;

/// <summary>From the start of the process to its first page, and what it holds when idle.</summary>
internal static class StartFigures
{
    private const int Runs = 7;
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchRun run)
    {
        var data = run.NewFolder("start");
        await HostProcess.VerbAsync(run, data, LargePractice.SetUp);
        var seconds = new List<double>();
        var megabytes = 0d;
        for (var i = 0; i < Runs; i++)
        {
            await using var host = await HostProcess.StartAsync(run, data, "", seconds.Add);
            if (i == Runs - 1)
            {
                await Task.Delay(UntilIdle);
                megabytes = host.ResidentMegabytes;
            }
        }

        run.Print("start.first-page", seconds.Median(), "s");
        run.Print("memory.idle", megabytes, "MB");
    }
}
