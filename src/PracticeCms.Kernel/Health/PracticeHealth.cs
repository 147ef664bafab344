using PracticeCms.Audit;
using PracticeCms.Durable;
using PracticeCms.Health;
using PracticeCms.Kernel.Backups;

namespace PracticeCms.Kernel.Health;

/// <summary>The practice's address, work that has stopped, the proof of its audit, and its backups.</summary>
internal sealed class PracticeHealth(ITenant tenant, IIncidents incidents, IAuditProof audit, BackupCheck backups, IClock clock) : IHealthCheck
{
    private static readonly Duration Oldest = Duration.FromDays(2);

    public async Task<IReadOnlyList<HealthFinding>> LookAsync(CancellationToken ct = default) => [Address(), await WorkAsync(ct), await AuditAsync(ct), backups.Of(tenant.Name)];

    private HealthFinding Address() => tenant.BaseUrl.Scheme == Uri.UriSchemeHttps ? HealthFinding.Ok("encrypted connections", tenant.BaseUrl.AbsoluteUri)
        : tenant.BaseUrl.IsLoopback ? HealthFinding.Warning("encrypted connections", $"{tenant.BaseUrl} is of this machine alone", "Before anybody else uses it, put it behind HTTPS and set the practice's address to https://…")
        : HealthFinding.Failed("encrypted connections", $"{tenant.BaseUrl} is not encrypted", "Put the host behind HTTPS and set the practice's address to https://…");

    private async Task<HealthFinding> WorkAsync(CancellationToken ct) => (await incidents.ListAsync(onlyOpen: true, 1, 1, ct)).Open is var open and > 0
        ? HealthFinding.Warning("background work", $"{open} pieces have stopped", "Open Settings, Background work: try again, or leave out with a reason.")
        : HealthFinding.Ok("background work", "none has stopped");

    private async Task<HealthFinding> AuditAsync(CancellationToken ct) => (await audit.StateAsync(ct)).LastCheck switch
    {
        { IsIntact: false } broken => HealthFinding.Failed("proof of the audit", $"NOT INTACT: {broken.Faults[0]}", "Stop changing anything, keep the data folder as it is, and run 'audit verify'."),
        { } check when clock.GetCurrentInstant() - check.At <= Oldest => HealthFinding.Ok("proof of the audit", $"{check.Events} events proven"),
        _ => HealthFinding.Warning("proof of the audit", "was not made in the last two days", "Open Privacy, Proof, and choose Check now; see that background work runs."),
    };
}
