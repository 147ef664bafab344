using System.Diagnostics;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeHost.Chaos;

/// <summary>How long guests go on, and how the process dies under them. The same seed draws the same pauses and choices.</summary>
internal sealed record ChaosPlan(int Seed, TimeSpan Length, int MostKills = int.MaxValue, bool WithPoints = true);

internal sealed record ChaosReport(
    int Seed, int Kills, int Bookings, int Moves, int Cancellations, int Unsure, int Lost, int Doubled, int Unfinished, IReadOnlyList<string> Wrong, double ReadyP95Seconds,
    IReadOnlyList<string> PointsPassed, IReadOnlyList<string> PointsDiedAt, IReadOnlyList<string> PointsNotReached)
{
    public bool Holds => Lost == 0 && Doubled == 0 && Unfinished == 0 && Wrong.Count == 0;
}

/// <summary>Kills a host of its own, in a folder of its own, again and again while guests book, and compares what is left with what they were told.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private readonly List<double> readySeconds = [];
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly string folder;
    private readonly ChaosPlan plan;
    private readonly string log;
    private readonly ChaosCrowd crowd;
    private ChildHost child;
    private int kills;

    private ChaosRun(string folder, ChaosPlan plan, ChildHost child, string log)
    {
        (this.folder, this.plan, this.child, this.log) = (folder, plan, child, log);
        crowd = new ChaosCrowd(http, () => this.child.Address, plan.Seed);
    }

    public static async Task<ChaosReport> ExecuteAsync(string folder, string? postgresVariable, ChaosPlan plan, Action<string> say, CancellationToken ct)
    {
        say("Setting up");
        await ChaosPractice.SetUpAsync(folder, postgresVariable, ct);
        var points = Path.Combine(folder, "points.txt");
        using var first = new HttpClient();
        await using var run = new ChaosRun(folder, plan, await ChildHost.StartAsync(folder, first, null, ct, ("PRACTICE_CRASH_LOG", points)), points);
        say("Killing at random");
        await run.AtRandomAsync(ct);
        say($"{run.kills} deaths, {run.crowd.Bookings} bookings");
        var died = plan.WithPoints && CrashPoint.AreBuiltIn ? await run.AtPointsAsync(say, ct) : [];
        say("Waiting for what is owed");
        return await run.JudgeAsync(died, ct);
    }

    private async Task AtRandomAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        crowd.Start();
        var random = new Random(plan.Seed);
        while (kills < plan.MostKills && Stopwatch.GetElapsedTime(began) < plan.Length && !crowd.HasFailed)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50 + random.Next(2950)), ct);
            await child.DisposeAsync();
            kills++;
            await RiseAsync(ct);
        }

        await crowd.StopAsync();
    }

    private async Task RiseAsync(CancellationToken ct, params (string Name, string Value)[] environment)
    {
        while (true)
        {
            try
            {
                child = await ChildHost.StartAsync(folder, http, t => readySeconds.Add(t.TotalSeconds), ct, [("PRACTICE_CRASH_LOG", log), .. environment]);
                return;
            }
            catch (ChildEndedException) when (environment.Length > 0)
            {
                environment = []; // the point is on the way of the start itself
                kills++;
            }
        }
    }

    /// <summary>Each point during each operation, with the mail and the workflow that follow from it. Returns where the process died.</summary>
    private async Task<List<string>> AtPointsAsync(Action<string> say, CancellationToken ct)
    {
        var died = new List<string>();
        var guest = crowd.Guest(plan.Seed);
        foreach (var point in CrashPoint.OfWork)
        {
            say($"Dying at {point}");
            for (var operation = 0; operation < 3; operation++)
            {
                if (await DiesAsync(guest, point, operation, ct))
                {
                    died.Add($"{point} while {(operation switch { 0 => "moving", 1 => "cancelling", _ => "booking" })}");
                }
            }
        }

        return died;
    }

    private async Task<bool> DiesAsync(ChaosGuest guest, string point, int operation, CancellationToken ct)
    {
        var visit = operation == 2 ? null : await crowd.BookAsync(guest, ct);
        await child.DisposeAsync();
        await RiseAsync(ct, ("PRACTICE_CRASH_POINT", point));
        var armed = child;
        var work = Task.Run(async () => visit is null ? await crowd.BookAsync(guest, ct) : await crowd.ChangeAsync(guest, visit, operation, ct), ct);
        var patience = Stopwatch.GetTimestamp();
        while (!armed.HasDied && Stopwatch.GetElapsedTime(patience) < TimeSpan.FromSeconds(4))
        {
            await Task.Delay(20, ct);
        }

        var died = armed.HasDied;
        if (died)
        {
            kills++;
            await RiseAsync(ct);
        }

        await work;
        return died;
    }

    private async Task<ChaosReport> JudgeAsync(List<string> died, CancellationToken ct)
    {
        await using var outside = PracticeApp.Build([], folder);
        var scopes = outside.Services.GetRequiredService<ITenantScopes>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        while (await scopes.RunAsync("Default", s => ChaosVerdict.IsWorkLeftAsync(s, ct)))
        {
            await Task.Delay(200, patience.Token);
        }

        await child.DisposeAsync();
        var verdict = await scopes.RunAsync("Default", s => ChaosVerdict.FindAsync(s, crowd.Promises, ct));
        var passed = File.Exists(log) ? File.ReadAllLines(log).Distinct().Order(StringComparer.Ordinal).ToList() : [];
        var ready = readySeconds.Order().ToList();
        return new ChaosReport(
            plan.Seed, kills, crowd.Bookings, crowd.Moves, crowd.Cancellations, crowd.Promises.Count(p => p.IsUnsure), verdict.Lost, verdict.Doubled, verdict.Unfinished, verdict.Wrong,
            ready.Count == 0 ? 0 : Math.Round(ready[(int)Math.Ceiling(ready.Count * 0.95) - 1], 2), passed, died,
            CrashPoint.AreBuiltIn && plan.WithPoints ? [.. CrashPoint.OfWork.Where(p => !died.Exists(d => d.StartsWith(p + " ", StringComparison.Ordinal)))] : []);
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        http.Dispose();
        await using var outside = PracticeApp.Build([], folder);
        if (outside.Services.GetRequiredService<TenantRegistry>().Find("Default") is { } practice)
        {
            await outside.Services.GetRequiredService<TenantDatabase>().DropAsync(practice.Definition);
        }
    }
}
