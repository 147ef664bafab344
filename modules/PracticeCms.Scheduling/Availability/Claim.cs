namespace PracticeCms.Scheduling.Availability;

internal enum ClaimKind
{
    Appointment,
    Hold,
    Block,
}

/// <summary>
/// A span of a resource's time that is taken, buffers included: the only answer to "busy?". The database refuses two active claims of
/// one resource that overlap, unless a member of staff overbooked on purpose.
/// </summary>
[NotAudited("follows from the appointment")]
internal sealed class Claim
{
    public Guid Id { get; set; }
    public Guid ResourceId { get; set; }

    /// <summary>Minutes since the Unix epoch, UTC; half-open.</summary>
    public long StartMinute { get; set; }
    public long EndMinute { get; set; }
    public ClaimKind Kind { get; set; }
    public Guid? AppointmentId { get; set; }
    public bool IsActive { get; set; } = true;
    public bool IsOverbook { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>For holds: when it dies by itself.</summary>
    public Instant? ExpiresAt { get; set; }
}
