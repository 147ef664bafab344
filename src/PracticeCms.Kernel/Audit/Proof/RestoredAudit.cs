using System.Globalization;
using PracticeCms.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// A restored practice goes on from an earlier moment. Copies that vouch for what came after it are put aside, where a privacy officer finds
/// them, and the log says itself what it has lost.
/// </summary>
internal sealed class RestoredAudit(KernelDb db, TenantScope tenant, CheckpointCopies copies, IAuditTrail trail) : IAfterRestore
{
    public async Task RestoredAsync(RestoredBackup backup, CancellationToken ct)
    {
        var size = await db.Set<AuditLeaf>().MaxAsync(l => (long?)l.Sequence, ct) ?? 0;
        var lost = copies.PutAside(tenant.Shell, size, backup.TakenAt) - size;
        await trail.RecordNowAsync(
            "restored", "Practice", reason: string.Create(CultureInfo.InvariantCulture, $"backup of {backup.TakenAt}{(lost > 0 ? $"; {lost} signed events that came after it are lost" : "")}"), ct: ct);
    }
}

/// <summary>Asked of the copy that a drill restores.</summary>
internal sealed class DrilledAudit(IAuditProof proof) : IRestoreCheck
{
    public string Name => "audit";

    public async Task<string?> CheckAsync(CancellationToken ct) => await proof.CheckAsync(ct) is { IsIntact: false } broken ? $"The audit is not intact: {broken.Faults[0]}." : null;
}
