using System.Collections.Concurrent;
using System.Diagnostics;
using PracticeCms.Kernel.Jobs;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Durable;

/// <summary>Does everything that is due in a tenant now. Tests call it, and move the clock between calls.</summary>
internal interface IDurablePump
{
    /// <summary>Returns how many messages and timers it handled.</summary>
    Task<int> DrainAsync(string tenant, CancellationToken ct = default);
}

/// <summary>
/// Takes work as slots become free, so that one slow message holds up one slot and nothing else. Any number of drains, in any number of
/// processes, may run at once: leases keep them apart.
/// </summary>
internal sealed class Dispatcher(ITenantScopes scopes, TenantRegistry registry, DurableSignals signals, WorkFailures failures, ForegroundLoad load, JobsOptions options, ILogger<Dispatcher> logger)
    : IDurablePump
{
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(4);

    private readonly ConcurrentDictionary<string, Lane> lanes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A new message while a drain runs makes it look again; true where none runs and somebody has to start one.</summary>
    public bool Pulse(string tenant) => lanes.GetOrAdd(tenant, _ => new Lane()).Pulse();

    /// <summary>Stops taking; what runs goes on.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    /// <summary>Cancels what runs.</summary>
    public CancellationTokenSource Aborting { get; } = new();

    /// <summary>When a drain of the tenant last began, as a stopwatch's timestamp.</summary>
    public long LastDrain(string tenant) => lanes.TryGetValue(tenant, out var lane) ? lane.LastDrain : 0;

    public bool IsIdle => lanes.Values.All(l => l.Drains == 0);

    public async Task<int> DrainAsync(string tenant, CancellationToken ct = default)
    {
        if (Rests(tenant))
        {
            signals.Reset(tenant);
            return 0;
        }

        var lane = lanes.GetOrAdd(tenant, _ => new Lane());
        lane.Enter();
        var handled = 0;
        try
        {
            await PrepareAsync(tenant, lane);
            do
            {
                handled += await DrainOnceAsync(tenant, lane, ct);
            }
            while (!lane.TryLeave());
        }
        catch
        {
            lane.Leave();
            throw;
        }

        return handled;
    }

    /// <summary>A practice that is suspended or gone: what runs ends, and nothing more is taken.</summary>
    private bool Rests(string tenant) => registry.Find(tenant)?.Definition.State is not (TenantState.Running or TenantState.Initializing);

    private async Task<int> DrainOnceAsync(string tenant, Lane lane, CancellationToken ct)
    {
        signals.Reset(tenant);
        var running = new List<Running>();
        var handled = 0;
        while (true)
        {
            running.RemoveAll(r => r.Task.IsCompleted);
            await (load.IsCrowded && handled > 0 ? Task.Delay(Courtesy, CancellationToken.None) : Task.CompletedTask);
            // Slow work waits for others more than it computes; were it counted, one that hangs would keep all the rest waiting while people are about.
            var parallel = load.IsBusy ? Math.Min(options.Parallel, 1 + running.Count(r => r.IsSlow)) : options.Parallel;
            var rests = ct.IsCancellationRequested || Stopping.IsCancellationRequested || Rests(tenant) || lane.RunsSuspect;
            var free = rests ? 0 : parallel - running.Count;
            var pulse = lane.NextPulse();
            var taken = free > 0 ? await TakeAsync(tenant, lane, free) : [];
            running.AddRange(taken);
            handled += taken.Count;
            if (running.Count == 0 && Rests(tenant))
            {
                return handled;
            }

            if (running.Count == 0)
            {
                signals.Learn(tenant, await scopes.RunAsync(tenant, s => s.GetRequiredService<WorkQueue>().NextAsync(CancellationToken.None)));
                return handled;
            }

            if (free <= 0 || taken.Count < free)
            {
                var another = free > 0 ? pulse : parallel < options.Parallel ? Task.Delay(Quick, CancellationToken.None) : null;
                await Task.WhenAny(running.Select(r => r.Task).Concat(another is null ? [] : [another]));
            }
        }
    }

    /// <summary>One drain at a time, so that nobody in this process looks between a taking and its note that it is being done.</summary>
    private async Task<List<Running>> TakeAsync(string tenant, Lane lane, int free)
    {
        await lane.Taking.WaitAsync();
        try
        {
            var taken = await scopes.RunAsync(tenant, s => s.GetRequiredService<WorkQueue>().TakeAsync(free, lane.IsIdle, CancellationToken.None, lane.Working));
            CrashPoint.Hit("durable.after-take");
            return taken.ConvertAll(work => Begin(tenant, lane, work));
        }
        finally
        {
            lane.Taking.Release();
        }
    }

    private Task PrepareAsync(string tenant, Lane lane) => scopes.RunAsync(tenant, async services =>
    {
        await services.GetRequiredService<WorkQueue>().CompareClocksAsync(CancellationToken.None);
        if (!lane.IsPrepared)
        {
            await services.GetRequiredService<WorkQueue>().ReleaseAsync(CancellationToken.None);
            lane.IsPrepared = true;
        }

        await services.GetRequiredService<WorkQueue>().ComeBackAsync(CancellationToken.None);
        await services.GetRequiredService<Jobs.BackgroundSchedules>().EnsureAsync(CancellationToken.None);
        return true;
    });

    private Running Begin(string tenant, Lane lane, TakenWork work)
    {
        lane.Begin(work);
        return new Running(Task.Run(() => RunAsync(tenant, lane, work), CancellationToken.None), Stopwatch.GetTimestamp());
    }

    private async Task RunAsync(string tenant, Lane lane, TakenWork work)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Aborting.Token);
        limit.CancelAfter(options.LongestWork);
        using var abandon = new CancellationTokenSource();
        abandon.CancelAfter(options.LongestWork + options.LongestWork / 20);
        using var done = new CancellationTokenSource();
        var heartbeat = KeepAsync(tenant, work, done.Token);
        try
        {
            if (work.Deaths >= RetryPolicy.DeathsBeforeQuarantine)
            {
                await failures.QuarantineAsync(tenant, work);
                return;
            }

            var running = Task.Run(
                () => scopes.RunAsync(tenant, async services =>
                {
                    services.GetRequiredService<Data.UnitOfWork>().AbandonAt = abandon.Token;
                    await services.GetRequiredService<WorkRunner>().RunAsync(work, limit.Token);
                    return true;
                }),
                CancellationToken.None);
            await WithinAsync(options.LongestWork, work, running, abandon.Token);
        }
        catch (Exception e)
        {
            await failures.HandleAsync(tenant, work, e, Aborting.IsCancellationRequested);
        }
        finally
        {
            await done.CancelAsync();
            await heartbeat;
            lane.End(work);
        }
    }

    /// <summary>
    /// Work that does not end when it is told to is left to itself: its transaction is rolled back at <paramref name="abandon"/>, then its slot is
    /// free, and what it still does is rolled back, for it has lost its fence.
    /// </summary>
    private static async Task WithinAsync(TimeSpan limit, TakenWork work, Task running, CancellationToken abandon)
    {
        try
        {
            await running.WaitAsync(limit + limit / 10, CancellationToken.None);
        }
        catch (Exception e) when ((e is TimeoutException && !running.IsCompleted) || (e is OperationCanceledException && abandon.IsCancellationRequested))
        {
            throw new PermanentFailureException($"'{work.Row.Kind}' did not end, although it was told to after {limit.TotalMinutes:0.#} minutes, and was set aside.", e);
        }
    }

    private async Task KeepAsync(string tenant, TakenWork work, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Heartbeat);
        while (!done.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(done);
                await scopes.RunAsync(tenant, async services =>
                {
                    await services.GetRequiredService<WorkQueue>().ExtendAsync(work, done);
                    return true;
                });
            }
            catch (OperationCanceledException)
            {
                // The work has ended.
            }
            catch (Exception e)
            {
                // The next beat may still come before the lease ends.
                DurableLog.HeartbeatFailed(logger, e, tenant, work.Row.Id);
            }
        }
    }

    private sealed record Running(Task Task, long Since)
    {
        public bool IsSlow => Stopwatch.GetElapsedTime(Since) >= Quick;
    }

    /// <summary>How many drains of a tenant run in this process, what they do at this moment, and whether somebody asked for another look.</summary>
    private sealed class Lane
    {
        private readonly Lock changes = new();
        private TaskCompletionSource pulse = NewPulse();
        private readonly HashSet<TakenWork> working = [];
        private bool again;

        public int Drains { get; private set; }
        public bool IsPrepared { get; set; }
        public long LastDrain { get; private set; }

        public bool IsIdle
        {
            get
            {
                lock (changes)
                {
                    return working.Count == 0;
                }
            }
        }

        public SemaphoreSlim Taking { get; } = new(1, 1);

        public IReadOnlyList<Guid> Working
        {
            get
            {
                lock (changes)
                {
                    return [.. working.Select(w => w.Row.Id)];
                }
            }
        }

        public bool RunsSuspect
        {
            get
            {
                lock (changes)
                {
                    return working.Any(w => w.IsSuspect);
                }
            }
        }

        public void Begin(TakenWork work)
        {
            lock (changes)
            {
                working.Add(work);
            }
        }

        public void End(TakenWork work)
        {
            lock (changes)
            {
                working.Remove(work);
            }
        }

        public void Enter()
        {
            lock (changes)
            {
                Drains++;
                LastDrain = Stopwatch.GetTimestamp();
            }
        }

        public bool TryLeave()
        {
            lock (changes)
            {
                if (again)
                {
                    again = false;
                    return false;
                }

                Drains--;
                return true;
            }
        }

        public void Leave()
        {
            lock (changes)
            {
                Drains--;
            }
        }

        public Task NextPulse()
        {
            lock (changes)
            {
                again = false;
                pulse = pulse.Task.IsCompleted ? NewPulse() : pulse;
                return pulse.Task;
            }
        }

        public bool Pulse()
        {
            lock (changes)
            {
                again = Drains > 0;
                pulse.TrySetResult();
                return Drains == 0;
            }
        }

        private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
