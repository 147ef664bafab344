using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Appointments;

internal enum BookingSource
{
    Staff,
    Online,
}

/// <summary>An agreed visit. Its interval excludes buffers; its claims include them.</summary>
internal sealed class Appointment : IClientRecord, IVersioned
{
    public Guid Id { get; set; }
    public Guid ClientId { get; set; }
    public Guid ServiceId { get; set; }
    public Guid PractitionerId { get; set; }
    public Guid? RoomId { get; set; }
    public Guid LocationId { get; set; }
    public Instant Start { get; set; }
    public Instant End { get; set; }

    /// <summary>The zone and wall time that people agreed on; they win when the zone's rules change.</summary>
    public string Zone { get; set; } = "";
    public LocalDate LocalDate { get; set; }
    public LocalTime LocalStart { get; set; }
    public AppointmentStatus Status { get; set; } = AppointmentStatus.Booked;
    public BookingSource Source { get; set; }

    /// <summary>iCalendar: grows by one with each change of time or place; the uid never changes.</summary>
    public int Sequence { get; set; }

    /// <summary>The secret of the client's link, encrypted; and its SHA-256, by which the link is found.</summary>
    public string ManageToken { get; set; } = "";
    public string ManageTokenHash { get; set; } = "";
    public string? IdempotencyKey { get; set; }

    /// <summary>SHA-256 of the request that the key belongs to.</summary>
    public string? RequestHash { get; set; }
    public bool IsOverbook { get; set; }

    /// <summary>JSON of <see cref="BookingAnswers"/>, encrypted.</summary>
    public string? AnswersSealed { get; set; }
    public string? CancelReason { get; set; }
    public Instant BookedAt { get; set; }
    public Instant? ArrivedAt { get; set; }
    public long Version { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}
