namespace PracticeCms.Audit;

/// <summary>How well the audit is proven at this moment. Numbers are places in the sequence, from 1.</summary>
public interface IAuditProof
{
    Task<AuditProofState> StateAsync(CancellationToken ct = default);

    /// <summary>Computes the whole log anew, and keeps the verdict where <see cref="StateAsync"/> finds it. Seconds for a million events.</summary>
    Task<AuditCheck> CheckAsync(CancellationToken ct = default);
}

/// <param name="Sealed">Events that have their place.</param>
/// <param name="Waiting">Events that get theirs within seconds.</param>
/// <param name="Signed">Events that the newest checkpoint vouches for.</param>
/// <param name="Note">That checkpoint, as it is signed.</param>
/// <param name="Copies">Where checkpoints lie outside of the database, and up to which event each vouches.</param>
public sealed record AuditProofState(
    Guid Log, long Sealed, long Waiting, long Signed, Instant? SignedAt, string? Note, IReadOnlyList<AuditCheckpointCopy> Copies, AuditCheck? LastCheck);

public sealed record AuditCheckpointCopy(string Place, long Signed);

/// <param name="FirstBad">The first event that is not what was signed; null where nothing is wrong, or where it cannot be said.</param>
public sealed record AuditCheck(Instant At, bool IsIntact, long Events, long ProvenTo, long? FirstBad, IReadOnlyList<string> Faults);

/// <summary>Outbox work that runs <see cref="IAuditProof.CheckAsync"/>.</summary>
public static class AuditChecks
{
    public const string Kind = "audit.check";
}
