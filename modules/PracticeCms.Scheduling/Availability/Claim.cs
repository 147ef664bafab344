namespace PracticeCms.Scheduling.Availability;

internal enum ClaimKind
{
    Appointment,
    Hold,
    Block,
}

/// <summary>
/// A span of a resource's time that is taken: the only answer to "busy?". It runs from the start of the visit to its end plus the
/// buffer after it. The database refuses two active claims of one resource that overlap, unless a member of staff overbooked on purpose.
/// </summary>
[NotAudited("follows from the appointment")]
internal sealed class Claim
{
    public Guid Id { get; set; }
    public Guid ResourceId { get; set; }

    /// <summary>Minutes since the Unix epoch, UTC; half-open.</summary>
    public long StartMinute { get; set; }
    public long EndMinute { get; set; }

    /// <summary>Buffer that the visit wants before it; outside of the span, because of two buffers that meet the longer counts.</summary>
    public int LeadMinutes { get; set; }

    /// <summary>How much of the span's end is buffer.</summary>
    public int TrailMinutes { get; set; }
    public ClaimKind Kind { get; set; }
    public Guid? AppointmentId { get; set; }
    public bool IsActive { get; set; } = true;
    public bool IsOverbook { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>For holds: when it dies by itself.</summary>
    public Instant? ExpiresAt { get; set; }
}
