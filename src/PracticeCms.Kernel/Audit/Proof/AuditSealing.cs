using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>Seals once a second what was written, signs what has waited a minute, and leaves nothing unsigned when the host stops.</summary>
internal sealed class AuditSealing(SealAudit seal, Unsealed unsealed, TenantRegistry registry, IClock clock, ILogger<AuditSealing> logger) : BackgroundService
{
    private static readonly Duration LongestWait = Duration.FromMinutes(1);

    // What has something to be sealed or signed here, and when it is looked at again.
    private readonly ConcurrentDictionary<TenantShell, Due> waiting = new();

    private readonly record struct Due(Instant At, int Failures);

    /// <summary>Seals and signs everything this process has written; verbs of the command line end with it.</summary>
    public Task FinishAsync(CancellationToken ct) => SealAsync(Instant.MaxValue, sign: true, ct);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FinishAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await SealAsync(clock.GetCurrentInstant(), sign: false, stoppingToken);
        }
    }

    private Task SealAsync(Instant until, bool sign, CancellationToken ct)
    {
        foreach (var shell in unsealed.Take())
        {
            waiting.AddOrUpdate(shell, default(Due), static (_, due) => due.Failures > 0 ? due : default);
        }

        // A few at a time: a practice whose database answers slowly does not hold up the others.
        return Parallel.ForEachAsync(
            waiting.Where(w => w.Value.At <= until || w.Value.At - until > LongestWait).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct },
            async (due, token) => await SealAsync(due.Key, due.Value.Failures, sign, token));
    }

    private async Task SealAsync(TenantShell shell, int failures, bool sign, CancellationToken ct)
    {
        if (registry.Find(shell.Definition.Name) != shell)
        {
            waiting.TryRemove(shell, out _); // deleted
            return;
        }

        if (shell.Definition.State is not (TenantState.Running or TenantState.Suspended))
        {
            return; // being set up
        }

        try
        {
            waiting.TryRemove(shell, out _);
            switch (await seal.ExecuteAsync(shell, sign, ct))
            {
                case SealAudit.Outcome.Unsigned:
                    Wait(shell, SealAudit.CheckpointEvery, 0);
                    break;
                case SealAudit.Outcome.Elsewhere:
                    Wait(shell, Duration.Zero, 0);
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            Wait(shell, Duration.Zero, 0);
            throw;
        }
        catch (Exception e)
        {
            Wait(shell, Duration.Min(LongestWait, Duration.FromSeconds(Math.Pow(2, failures))), failures + 1);
            AuditLogMessages.SealingFailed(logger, e, shell.Definition.Name);
        }
    }

    private void Wait(TenantShell shell, Duration duration, int failures) => waiting[shell] = new Due(clock.GetCurrentInstant() + duration, failures);
}
