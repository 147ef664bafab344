using Microsoft.Extensions.Hosting;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>Seals once a second what was written, signs what has waited a minute, and leaves nothing unsigned when the host stops.</summary>
internal sealed class AuditSealing(SealAudit seal, Unsealed unsealed, TenantRegistry registry, IClock clock, ILogger<AuditSealing> logger) : BackgroundService
{
    // Sealed here and not signed yet, with the time at which it is looked at again.
    private readonly Dictionary<TenantShell, Instant> unsigned = [];

    /// <summary>Seals and signs everything this process has written; verbs of the command line end with it.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        foreach (var shell in unsealed.Take().Concat(unsigned.Keys).Distinct().ToList())
        {
            await SealAsync(shell, sign: true, ct);
        }
    }

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
            var now = clock.GetCurrentInstant();
            foreach (var shell in unsealed.Take().Concat(unsigned.Where(u => u.Value <= now).Select(u => u.Key)).Distinct().ToList())
            {
                await SealAsync(shell, sign: false, stoppingToken);
            }
        }
    }

    private async Task SealAsync(TenantShell shell, bool sign, CancellationToken ct)
    {
        unsigned.Remove(shell);
        if (registry.Find(shell.Definition.Name) != shell)
        {
            return; // deleted
        }

        if (shell.Definition.State is not (TenantState.Running or TenantState.Suspended))
        {
            unsealed.Note(shell); // being set up
            return;
        }

        try
        {
            switch (await seal.ExecuteAsync(shell, sign, ct))
            {
                case SealAudit.Outcome.Unsigned:
                    unsigned[shell] = clock.GetCurrentInstant() + SealAudit.CheckpointEvery;
                    break;
                case SealAudit.Outcome.Elsewhere:
                    unsealed.Note(shell);
                    break;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            unsealed.Note(shell);
            AuditLogMessages.SealingFailed(logger, e, shell.Definition.Name);
        }
    }
}
