namespace PracticeCms.Kernel.Durable;

internal enum WorkState
{
    Pending,
    Done,

    /// <summary>Its time was over, or its feature is off.</summary>
    Dropped,

    /// <summary>Waits for a person; an incident says why.</summary>
    Failed,
}

/// <summary>
/// Work that is owed. Attempts are counted when a worker takes it, failures when the worker comes back with one; the difference is how
/// often a process died of it. The fence grows with each taking, so a worker that lost its lease cannot finish.
/// </summary>
internal abstract class WorkRow
{
    public Guid Id { get; set; }
    public required string Kind { get; set; }
    public required string Key { get; set; }
    public required string Payload { get; set; }
    public Instant Due { get; set; }
    public Instant? NotAfter { get; set; }
    public Instant CreatedAt { get; set; }
    public WorkState State { get; set; }
    public int Attempts { get; set; }
    public int Failures { get; set; }
    public string? LeaseOwner { get; set; }
    public Instant? LeaseUntil { get; set; }
    public long Fence { get; set; }
    public Instant? FinishedAt { get; set; }
}

[NotAudited("the cause is audited, and so is the effect")]
internal sealed class OutboxRow : WorkRow;

[NotAudited("the cause is audited, and so is the effect")]
internal sealed class TimerRow : WorkRow
{
    public string? Together { get; set; }

    /// <summary>ISO local date and time that people agreed on, with its zone.</summary>
    public string? Wall { get; set; }
    public string? Zone { get; set; }
    public MisfirePolicy Misfire { get; set; }
}

/// <summary>That a handler has handled an event; written in the handler's own transaction.</summary>
[NotAudited("bookkeeping of events")]
internal sealed class InboxRow
{
    public Guid EventId { get; set; }
    public required string Handler { get; set; }
    public Instant At { get; set; }
}

internal enum IncidentState
{
    Open,
    Retried,
    Skipped,
}

/// <summary>Work that a person must look at, in a sentence.</summary>
internal sealed class Incident
{
    public Guid Id { get; set; }
    public required string Sentence { get; set; }
    public required string Kind { get; set; }

    /// <summary>Table of the work: <c>outbox</c> or <c>timer</c>.</summary>
    public required string Source { get; set; }
    public Guid MessageId { get; set; }
    public required string Key { get; set; }
    public Instant RaisedAt { get; set; }
    public IncidentState State { get; set; }
    public Instant? ResolvedAt { get; set; }
    public string? Reason { get; set; }
}

internal static class DurableModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<OutboxRow>(e => e.ToTable("kernel_outbox"));
        model.Entity<TimerRow>(e => e.ToTable("kernel_timer"));
        model.Entity<InboxRow>(e =>
        {
            e.ToTable("kernel_inbox");
            e.HasKey(i => new { i.EventId, i.Handler });
        });
        model.Entity<Incident>();
    }
}
