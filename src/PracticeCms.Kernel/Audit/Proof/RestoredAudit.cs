using System.Globalization;
using PracticeCms.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// A restored practice goes on from an earlier moment. Copies that vouch for what came after it are left behind, where a privacy officer finds
/// them, and the log says itself what it has lost, and how many files of copies it has left behind: a log that is put back to before that says too few.
/// </summary>
internal sealed class RestoredAudit(KernelDb db, TenantScope tenant, CheckpointCopies copies, SealAudit seal, IAuditTrail trail) : IAfterRestore
{
    private const string Files = "; files of checkpoints left behind: ";

    /// <summary>How many files before the newest one these reasons of restores vouch for. Those of an earlier version say no number, and stand for one each.</summary>
    public static int LeftBehind(IReadOnlyList<string> reasons)
    {
        var said = reasons.Where(r => r.Contains(Files, StringComparison.Ordinal)).Select(r => r[(r.LastIndexOf(Files, StringComparison.Ordinal) + Files.Length)..]).ToList();
        return said.Count == 0 ? reasons.Count : said.Max(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : 0);
    }

    public async Task RestoredAsync(RestoredBackup backup, CancellationToken ct)
    {
        // A copy of the files may hold a checkpoint that the copy of the database, made a moment earlier, does not.
        var size = await db.Set<AuditCheckpoint>().MaxAsync(c => (long?)c.Size, ct) ?? 0;
        var lost = copies.BeginAnew(tenant.Shell.Definition.Name, size) - size;
        var log = await db.Set<AuditLog>().AsNoTracking().Select(l => l.Id).SingleAsync(ct);
        var files = copies.Former(tenant.Shell.Definition.Name, log);
        var losses = lost > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {lost} signed events that came after it are lost") : "";
        await trail.RecordNowAsync("restored", "Practice", reason: string.Create(CultureInfo.InvariantCulture, $"backup of {backup.TakenAt}{losses}{Files}{files}"), ct: ct);
        await seal.ExecuteAsync(tenant.Shell, sign: true, ct);
    }
}

/// <summary>Asked of the copy that a drill restores.</summary>
internal sealed class DrilledAudit(IAuditProof proof) : IRestoreCheck
{
    public string Name => "audit";

    public async Task<string?> CheckAsync(CancellationToken ct) => await proof.CheckAsync(ct) is { IsIntact: false } broken ? $"The audit is not intact: {broken.Faults[0]}." : null;
}
