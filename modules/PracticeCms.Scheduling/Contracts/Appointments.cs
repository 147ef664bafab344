namespace PracticeCms.Scheduling.Contracts;

public enum AppointmentStatus
{
    Booked,
    Confirmed,
    Arrived,
    Fulfilled,
    Cancelled,
    NoShow,
    EnteredInError,
}

public enum CancelledBy
{
    Client,
    Practice,
}

/// <summary>What other modules see of a visit.</summary>
/// <param name="Zone">IANA zone in which the people agreed on the time.</param>
/// <param name="Sequence">Grows by one with each change of time or place, when it is cancelled, and when it is booked again.</param>
public sealed record AppointmentSummary(
    Guid Id,
    Guid ClientId,
    Guid ServiceId,
    string ServiceName,
    Guid PractitionerId,
    string PractitionerName,
    string LocationName,
    Instant Start,
    Instant End,
    string Zone,
    AppointmentStatus Status,
    int Sequence);

/// <param name="Price">Net or gross as the practice's tax settings say.</param>
/// <param name="TaxCode">Code of a tax rate, such as <c>standard</c>; empty for none.</param>
public sealed record ServiceSummary(Guid Id, string Code, string Name, int DurationMinutes, Money Price, string TaxCode, bool IsActive);

public interface IAppointments
{
    /// <summary>Null also where the actor may not see it. Audited as a read.</summary>
    Task<AppointmentSummary?> FindAsync(Guid id, CancellationToken ct = default);

    /// <summary>A client's visits, newest first.</summary>
    Task<IReadOnlyList<AppointmentSummary>> ForClientAsync(Guid clientId, int limit, CancellationToken ct = default);

    /// <summary>The link by which the client moves or cancels the visit; absolute.</summary>
    Task<Uri?> ManageUrlAsync(Guid id, CancellationToken ct = default);
}

public interface IServiceCatalog
{
    Task<IReadOnlyList<ServiceSummary>> ListAsync(CancellationToken ct = default);
    Task<ServiceSummary?> FindAsync(Guid id, CancellationToken ct = default);
}

public sealed record AppointmentBooked(Guid AppointmentId, Guid ClientId, Guid ServiceId, Guid PractitionerId, Instant Start, int Sequence, bool ByClient) : IDomainEvent;

public sealed record AppointmentMoved(Guid AppointmentId, Guid ClientId, Instant OldStart, Instant Start, int Sequence, bool ByClient) : IDomainEvent;

public sealed record AppointmentCancelled(Guid AppointmentId, Guid ClientId, Instant Start, int Sequence, CancelledBy By) : IDomainEvent;

public sealed record AppointmentArrived(Guid AppointmentId, Guid ClientId, Guid ServiceId, Instant At) : IDomainEvent;

public sealed record AppointmentNoShow(Guid AppointmentId, Guid ClientId, int Sequence) : IDomainEvent;

/// <summary>A button in the panel of a visit, such as Invoice.</summary>
/// <param name="Url">Relative to the practice's base. A POST form with antiforgery where <paramref name="IsPost"/>.</param>
public sealed record AppointmentAction(string Text, string Icon, Func<AppointmentSummary, string> Url, bool IsPost, Permission Permission, int Position)
{
    public Func<AppointmentSummary, bool> IsOffered { get; init; } = _ => true;
}

public interface IAppointmentActionProvider
{
    IEnumerable<AppointmentAction> GetActions();
}
