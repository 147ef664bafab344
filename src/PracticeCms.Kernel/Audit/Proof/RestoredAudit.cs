using System.Globalization;
using PracticeCms.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// A restored practice goes on from an earlier moment. Copies that vouch for what came after it are left behind, where a privacy officer finds
/// them, and the log says itself what it has lost.
/// </summary>
internal sealed class RestoredAudit(KernelDb db, TenantScope tenant, CheckpointCopies copies, SealAudit seal, IAuditTrail trail) : IAfterRestore
{
    public async Task RestoredAsync(RestoredBackup backup, CancellationToken ct)
    {
        // A copy of the files may hold a checkpoint that the copy of the database, made a moment earlier, does not.
        var size = await db.Set<AuditCheckpoint>().MaxAsync(c => (long?)c.Size, ct) ?? 0;
        var lost = copies.BeginAnew(tenant.Shell.Definition.Name, size) - size;
        await trail.RecordNowAsync(
            "restored", "Practice", reason: string.Create(CultureInfo.InvariantCulture, $"backup of {backup.TakenAt}{(lost > 0 ? $"; {lost} signed events that came after it are lost" : "")}"), ct: ct);
        await seal.ExecuteAsync(tenant.Shell, sign: true, ct);
    }
}

/// <summary>Asked of the copy that a drill restores.</summary>
internal sealed class DrilledAudit(IAuditProof proof) : IRestoreCheck
{
    public string Name => "audit";

    public async Task<string?> CheckAsync(CancellationToken ct) => await proof.CheckAsync(ct) is { IsIntact: false } broken ? $"The audit is not intact: {broken.Faults[0]}." : null;
}
