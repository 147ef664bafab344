using System.Globalization;
using System.Text.Json;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>Tells people of the practice how its audit stands. The last verdict lies in a file beside the copies, not in the database that it judges.</summary>
internal sealed class AuditProof(
    KernelDb db, TenantScope tenant, DataFolder data, CheckpointCopies copies, ReadAuditCopy read, AuditKeys keys, IClock clock, IAuditTrail trail, ILogger<AuditProof> logger) : IAuditProof
{
    public async Task<AuditProofState> StateAsync(CancellationToken ct = default)
    {
        var log = await db.Set<AuditLog>().AsNoTracking().Select(l => l.Id).SingleAsync(ct);
        var size = await db.Set<AuditLeaf>().MaxAsync(l => (long?)l.Sequence, ct) ?? 0;
        var waiting = await db.Set<AuditPending>().CountAsync(ct);
        var checkpoint = await db.Set<AuditCheckpoint>().AsNoTracking().OrderByDescending(c => c.Size).FirstOrDefaultAsync(ct);
        return new AuditProofState(log, size, waiting, checkpoint?.Size ?? 0, checkpoint?.At, checkpoint?.Note, copies.Places(tenant.Shell.Definition.Name), LastCheck());
    }

    public async Task<AuditCheck> CheckAsync(CancellationToken ct = default)
    {
        var verdict = await read.ExecuteAsync(tenant.Shell, copy => new VerifyAudit(keys.Published()).ExecuteAsync(copy, ct: ct), ct);
        var check = new AuditCheck(
            clock.GetCurrentInstant(), verdict.IsIntact, verdict.Size, verdict.ProvenTo, verdict.FirstBad,
            [.. verdict.Faults.Select(f => f.Sequence is { } at ? string.Create(CultureInfo.InvariantCulture, $"event {at} {f.What}") : f.What)]);
        Directory.CreateDirectory(Path.GetDirectoryName(CheckFile)!);
        await File.WriteAllBytesAsync(CheckFile, JsonSerializer.SerializeToUtf8Bytes(check, DurableJson.Options), ct);
        await trail.RecordNowAsync("verified", "AuditLog", reason: verdict.IsIntact ? "intact" : "NOT INTACT", ct: ct);
        if (!verdict.IsIntact)
        {
            AuditLogMessages.NotIntact(logger, tenant.Shell.Definition.Name, verdict.FirstBad, check.Faults[0]);
        }

        return check;
    }

    private string CheckFile => Path.Combine(data.Path, "audit", tenant.Shell.Definition.Name, "check.json");

    private AuditCheck? LastCheck()
    {
        try
        {
            return File.Exists(CheckFile) ? JsonSerializer.Deserialize<AuditCheck>(File.ReadAllBytes(CheckFile), DurableJson.Options) : null;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }
}

[BackgroundTask(Schedule = "17 4 * * *", Description = "Proves the whole audit anew")]
internal sealed class VerifyDaily(IAuditProof proof) : IBackgroundTask
{
    public async Task DoWorkAsync(CancellationToken ct) => (await proof.CheckAsync(ct)).NeedsToHold();
}

/// <summary>Somebody asked for it; a large log takes longer than a page may.</summary>
internal sealed class VerifyOnDemand(IAuditProof proof) : IOutboxHandler
{
    public string Kind => AuditChecks.Kind;

    public async Task HandleAsync(OutboxMessage message, CancellationToken ct) => (await proof.CheckAsync(ct)).NeedsToHold();
}

internal static class AuditVerdicts
{
    /// <summary>A log that does not hold is an incident. The sentence stays the same, so that each night finds the same one.</summary>
    public static void NeedsToHold(this AuditCheck check)
    {
        if (!check.IsIntact)
        {
            throw new PermanentFailureException("The audit is not what was signed. The page Proof below Privacy says what was found; keep the machine as it is.");
        }
    }
}
