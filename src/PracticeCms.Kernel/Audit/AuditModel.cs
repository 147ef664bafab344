namespace PracticeCms.Kernel.Audit;

/// <summary>
/// One act on a client's record or on the practice's configuration. Never the values of a record. The row is never touched again: the
/// database refuses to change or delete it. Its place in the sequence stands in <see cref="AuditLeaf"/>.
/// </summary>
[NotAudited("is the audit")]
internal sealed class AuditEvent
{
    public Guid Id { get; set; }
    public Instant At { get; set; }
    public ActorKind ActorKind { get; set; }
    public Guid? UserId { get; set; }
    public string ActorName { get; set; } = "";

    /// <summary>Roles at that moment, comma separated.</summary>
    public string? Roles { get; set; }
    public Guid? SessionId { get; set; }
    public string Action { get; set; } = "";
    public string Kind { get; set; } = "";
    public Guid? ClientId { get; set; }
    public Guid? EntityId { get; set; }

    /// <summary>Names of changed fields or of the field groups that were shown, comma separated.</summary>
    public string? Fields { get; set; }
    public string? Reason { get; set; }
    public string? Address { get; set; }
    public string? RequestId { get; set; }

    /// <summary>For a list view: the ids of all clients on it, as a JSON array.</summary>
    public string? ClientIds { get; set; }

    /// <summary>Node, product version and the practice's zone.</summary>
    public string Origin { get; set; } = "";
}

internal static class AuditModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<AuditEvent>();
        model.Entity<AuditLog>(e => e.HasKey(l => l.Id));
        model.Entity<AuditPending>(e => e.HasKey(p => p.EventId));
        model.Entity<AuditLeaf>(e =>
        {
            e.HasKey(l => l.Sequence);
            e.Property(l => l.Sequence).ValueGeneratedNever();
            e.HasIndex(l => l.EventId).IsUnique();
        });
        model.Entity<AuditTile>(e => e.HasKey(t => new { t.Level, t.Number }));
        model.Entity<AuditCheckpoint>(e =>
        {
            e.HasKey(c => c.Size);
            e.Property(c => c.Size).ValueGeneratedNever();
        });
    }
}

/// <summary>The log's own name, which every hash of it depends on.</summary>
[NotAudited("is the audit")]
internal sealed class AuditLog
{
    public Guid Id { get; set; }
}

/// <summary>An event that has no place in the sequence yet. A trigger makes the row with the event; sealing removes it.</summary>
[NotAudited("is the audit")]
internal sealed class AuditPending
{
    public Guid EventId { get; set; }
}

/// <summary>An event's place in the sequence, from 1, and the chain's hash up to it.</summary>
[NotAudited("is the audit")]
internal sealed class AuditLeaf
{
    public long Sequence { get; set; }
    public Guid EventId { get; set; }
    public byte[] Hash { get; set; } = [];
}

/// <summary>The tree's hash over 256, 65,536 or 16,777,216 leaves: what a proof would otherwise compute anew.</summary>
[NotAudited("is the audit")]
internal sealed class AuditTile
{
    public int Level { get; set; }
    public long Number { get; set; }
    public byte[] Hash { get; set; } = [];
}

/// <summary>A signed statement of how long the log was, and what it was.</summary>
[NotAudited("is the audit")]
internal sealed class AuditCheckpoint
{
    public long Size { get; set; }
    public Instant At { get; set; }

    /// <summary>The note as it is signed and copied.</summary>
    public string Note { get; set; } = "";
}
