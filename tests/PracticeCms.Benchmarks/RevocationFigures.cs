using PracticeCms.Kernel.Data;

namespace PracticeCms.Benchmarks;

/// <summary>How long a cookie still opens pages after its session was ended by another node, which tells this one nothing.</summary>
internal static class RevocationFigures
{
    private const int Rounds = 15;

    public static Task RunAsync(BenchRun run) => BenchRun.OnEachDatabaseAsync((database, where) => MeasureAsync(run, database, where));

    private static async Task MeasureAsync(BenchRun run, string database, string[] where)
    {
        var data = run.NewFolder("revocation-" + database);
        await HostProcess.VerbAsync(run, data, ["setup", "--recipe", "blank", "--name", "Bench", "--admin-email", StaffSession.Email, "--password-env", "PRACTICE_PASSWORD", .. where]);
        await using var neighbour = await TestHost.StartAsync(data, now: SystemClock.Instance.GetCurrentInstant());
        await using var host = await HostProcess.StartAsync(run, data, "");
        var seconds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await host.SignInAsync();
            if (!await IsInAsync(host))
            {
                throw new InvalidOperationException("The session did not begin.");
            }

            await neighbour.InAsync("Default", s => s.GetRequiredService<KernelDb>().Database.ExecuteSqlRawAsync("DELETE FROM users_session"));
            var began = Stopwatch.GetTimestamp();
            while (await IsInAsync(host))
            {
                await Task.Delay(10);
            }

            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        run.Print($"revocation.median.{database}", seconds.Median(), "s");
        run.Print($"revocation.longest.{database}", seconds.Max(), "s");
    }

    private static async Task<bool> IsInAsync(HostProcess host)
    {
        using var answer = await host.Http.GetAsync("admin/session");
        return !answer.RequestMessage!.RequestUri!.AbsolutePath.EndsWith("/account/signin", StringComparison.Ordinal);
    }
}
