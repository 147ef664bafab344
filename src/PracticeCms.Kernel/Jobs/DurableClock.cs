using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Jobs;

/// <summary>
/// Looks once a second whose work is due, and now and then at everybody's tables. Begins a moment after the web server answers; on stop it takes
/// nothing more and gives what runs twenty seconds.
/// </summary>
internal sealed class DurableClock(
    HangfireWorkers workers,
    Dispatcher dispatcher,
    DurableSignals signals,
    ITenantRegistry tenants,
    QuietTenants quiet,
    JobsOptions options,
    IHostApplicationLifetime lifetime,
    ILogger<DurableClock> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A job that was enqueued and not begun within this time is enqueued again.</summary>
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, long> queued = new(StringComparer.OrdinalIgnoreCase);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        signals.Wake = null;
        await dispatcher.Stopping.CancelAsync();
        workers.SendStop();
        var waited = Stopwatch.StartNew();
        while (!dispatcher.IsIdle && waited.Elapsed < Patience && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(50, CancellationToken.None);
        }

        await dispatcher.Aborting.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled)
        {
            return;
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var stopped = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task;
        await Task.Delay(WarmUp.FirstMoment, stoppingToken);
        await Task.Run(workers.Start, stoppingToken);
        signals.Wake = Wake;
        var running = tenants.Running;
        foreach (var tenant in running.Take(QuietTenants.AtOnce))
        {
            Wake(tenant);
        }

        quiet.Begin(running.Skip(QuietTenants.AtOnce));

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var second = 0; await timer.WaitForNextTickAsync(stoppingToken); second++)
        {
            var due = signals.DueNow().Concat(ToScan(second)).Concat(await quiet.LookAsync(second, stoppingToken));
            foreach (var tenant in due.ToHashSet(StringComparer.OrdinalIgnoreCase))
            {
                Wake(tenant);
            }
        }
    }

    private IEnumerable<string> ToScan(int second) =>
        tenants.Running.Where(t => ((t.GetHashCode(StringComparison.OrdinalIgnoreCase) & int.MaxValue) + second) % options.ScanSeconds == 0 && !quiet.IsQuiet(t));

    private void Wake(string tenant)
    {
        if (!dispatcher.Pulse(tenant))
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        var isMine = false;
        queued.AddOrUpdate(
            tenant,
            _ =>
            {
                isMine = true;
                return now;
            },
            (_, since) =>
            {
                isMine = since < dispatcher.LastDrain(tenant) || Stopwatch.GetElapsedTime(since, now) > LostAfter;
                return isMine ? now : since;
            });
        if (!isMine)
        {
            return;
        }

        try
        {
            workers.Enqueue(tenant);
        }
        catch (Exception e)
        {
            // What is owed stands in the practice's database; a scan finds it.
            DurableLog.DrainFailed(logger, e, tenant);
        }
    }
}
