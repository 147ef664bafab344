using System.Diagnostics;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeHost.Chaos;

/// <summary>How long guests go on, and how the process dies under them. The same seed draws the same pauses and choices.</summary>
internal sealed record ChaosPlan(int Seed, TimeSpan Length, int MostKills = int.MaxValue, bool WithPoints = true);

internal sealed record ChaosReport(
    int Seed, int Kills, int Bookings, int Moves, int Cancellations, int Payments, int Unsure, int Lost, int Doubled, int Unfinished, IReadOnlyList<string> Wrong, double ReadyP95Seconds,
    IReadOnlyList<string> PointsPassed, IReadOnlyList<string> PointsDiedAt, IReadOnlyList<string> PointsNotReached)
{
    public bool Holds => Lost == 0 && Doubled == 0 && Unfinished == 0 && Wrong.Count == 0;
}

/// <summary>Kills a host of its own, in a folder of its own, again and again while guests book, and compares what is left with what they were told.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    /// <summary>In which what follows from an operation, such as its mail, comes to the point.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    private readonly List<double> readySeconds = [];
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly string folder;
    private readonly ChaosPlan plan;

    /// <summary>Beside the host that is killed: it serves nobody, and looks into the practice.</summary>
    private readonly WebApplication outside;
    private readonly string log;

    /// <summary>Names the point at which the host dies next, while it is there.</summary>
    private readonly string order;
    private readonly ChaosCrowd crowd;
    private readonly ChaosCashier cashier;
    private ChildHost child;
    private readonly HashSet<string> refused = [];
    private int kills;

    private ChaosRun(string folder, ChaosPlan plan, ChildHost child, string password)
    {
        (this.folder, this.plan, this.child, outside) = (folder, plan, child, PracticeApp.Build([], folder));
        (log, order) = (LogIn(folder), OrderIn(folder));
        crowd = new ChaosCrowd(http, () => this.child.Address, plan.Seed);
        cashier = new ChaosCashier(http, () => this.child.Address, password);
    }

    public static async Task<ChaosReport> ExecuteAsync(string folder, string? postgresVariable, ChaosPlan plan, Action<string> say, CancellationToken ct)
    {
        say("Setting up");
        var password = await ChaosPractice.SetUpAsync(folder, postgresVariable, ct);
        using var first = new HttpClient();
        await using var run = new ChaosRun(folder, plan, await StartAsync(folder, first, null, ct), password);
        await run.cashier.SignInAsync(ct);
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
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var cashing = Task.Run(() => CashAsync(over.Token), ct);
        var random = new Random(plan.Seed);
        while (kills < plan.MostKills && Stopwatch.GetElapsedTime(began) < plan.Length && !crowd.HasFailed && !cashing.IsFaulted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50 + random.Next(2950)), ct);
            await child.DisposeAsync();
            kills++;
            await RiseAsync(ct);
        }

        await crowd.StopAsync();
        await over.CancelAsync();
        await cashing;
    }

    /// <summary>One visit after the other; what was begun is brought to an answer.</summary>
    private async Task CashAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            if (crowd.Promises.FirstOrDefault(p => !p.IsCancelled && !p.IsUnsure && !refused.Contains(p.Id) && !cashier.HasInvoiced(p.Id)) is not { Id: var visit })
            {
                await Task.Delay(20, CancellationToken.None);
            }
            else if (await cashier.IssueAsync(visit, CancellationToken.None) is { } invoice)
            {
                await cashier.PayAsync(visit, invoice, CancellationToken.None);
            }
            else
            {
                refused.Add(visit); // cancelled meanwhile
            }
        }
    }

    private async Task RiseAsync(CancellationToken ct) => child = await StartAsync(folder, http, t => readySeconds.Add(t.TotalSeconds), ct);

    private static Task<ChildHost> StartAsync(string folder, HttpClient http, Action<TimeSpan>? ready, CancellationToken ct) =>
        ChildHost.StartAsync(folder, http, ready, ct, ("PRACTICE_CRASH_LOG", LogIn(folder)), ("PRACTICE_CRASH_ORDER", OrderIn(folder)));

    private static string LogIn(string folder) => Path.Combine(folder, "points.txt");

    private static string OrderIn(string folder) => Path.Combine(folder, "die-at.txt");

    /// <summary>Each point during each operation, with the mail and the workflow that follow from it. Returns where the process died.</summary>
    private async Task<List<string>> AtPointsAsync(Action<string> say, CancellationToken ct)
    {
        var died = new List<string>();
        var guest = crowd.Guest(plan.Seed);
        foreach (var point in CrashPoint.OfWork)
        {
            say($"Dying at {point}");
            foreach (var operation in Enum.GetValues<Operation>())
            {
                if (await DiesAsync(guest, point, operation, ct))
                {
                    died.Add($"{point} while {operation.ToString().ToLowerInvariant()}");
                }
            }
        }

        return died;
    }

    private enum Operation
    {
        Moving,
        Cancelling,
        Booking,
        Invoicing,
        Paying,
    }

    private async Task<bool> DiesAsync(ChaosGuest guest, string point, Operation operation, CancellationToken ct)
    {
        var visit = operation == Operation.Booking ? null : await crowd.BookAsync(guest, ct);
        var invoice = operation == Operation.Paying ? await cashier.IssueAsync(visit!.Id, ct) : null;

        // What an earlier point has interrupted is done first, so that this one meets the operation and the third death no innocent work.
        await DoneAsync(ct);
        var armed = child;
        await File.WriteAllTextAsync(order + ".new", point, ct);
        File.Move(order + ".new", order);
        var work = Task.Run<Task>(() => operation switch
        {
            Operation.Moving => crowd.ChangeAsync(guest, visit!, 0, ct),
            Operation.Cancelling => crowd.ChangeAsync(guest, visit!, 1, ct),
            Operation.Invoicing => cashier.IssueAsync(visit!.Id, ct),
            Operation.Paying => cashier.PayAsync(visit!.Id, invoice!, ct),
            _ => crowd.BookAsync(guest, ct),
        }, ct).Unwrap();
        var (began, died) = (Stopwatch.GetTimestamp(), false);
        while (!work.IsCompleted || (!died && Stopwatch.GetElapsedTime(began) < Patience))
        {
            if (!died && armed.HasDied)
            {
                died = true;
                kills++;
                File.Delete(order);
                await RiseAsync(ct);
            }

            await Task.Delay(20, ct);
        }

        await work;
        File.Delete(order);
        if (!died)
        {
            await child.DisposeAsync(); // it may be at the point right now
            kills++;
            await RiseAsync(ct);
        }

        return died;
    }

    /// <summary>Waits for the mails and workflows that are owed.</summary>
    private async Task DoneAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(10));
        while (await AskAsync(s => ChaosVerdict.IsWorkLeftAsync(s, ct)))
        {
            await Task.Delay(200, patience.Token);
        }
    }

    private Task<T> AskAsync<T>(Func<IServiceProvider, Task<T>> question) => outside.Services.GetRequiredService<ITenantScopes>().RunAsync("Default", question);

    private async Task<ChaosReport> JudgeAsync(List<string> died, CancellationToken ct)
    {
        await DoneAsync(ct);
        await child.DisposeAsync();
        var verdict = await AskAsync(s => ChaosVerdict.FindAsync(s, crowd.Promises, cashier.Taken, ct));
        var passed = File.Exists(log) ? File.ReadAllLines(log).Distinct().Order(StringComparer.Ordinal).ToList() : [];
        var ready = readySeconds.Order().ToList();
        return new ChaosReport(
            plan.Seed, kills, crowd.Bookings, crowd.Moves, crowd.Cancellations, cashier.Taken.Count, crowd.Promises.Count(p => p.IsUnsure), verdict.Lost, verdict.Doubled, verdict.Unfinished, verdict.Wrong,
            ready.Count == 0 ? 0 : Math.Round(ready[(int)Math.Ceiling(ready.Count * 0.95) - 1], 2), passed, died,
            CrashPoint.AreBuiltIn && plan.WithPoints ? [.. CrashPoint.OfWork.Where(p => !died.Exists(d => d.StartsWith(p + " ", StringComparison.Ordinal)))] : []);
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        http.Dispose();
        if (outside.Services.GetRequiredService<TenantRegistry>().Find("Default") is { } practice)
        {
            await outside.Services.GetRequiredService<TenantDatabase>().DropAsync(practice.Definition);
        }

        await outside.DisposeAsync();
    }
}
