using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>A visit as its panel shows it.</summary>
public sealed record VisitDetails(
    AppointmentSummary Summary,
    ClientSummary Client,
    LocalDateTime Start,
    int Minutes,
    long Version,
    string Room,
    string? CancelReason,
    bool IsOnline,
    bool IsOverbook,
    Instant BookedAt,
    Instant? ArrivedAt,
    IReadOnlyList<BoardChoice> Practitioners,
    IReadOnlyList<FormAnswer> Answers)
{
    /// <summary>The record is open in an emergency.</summary>
    public bool IsReadOnly { get; init; }
}

internal sealed class LoadVisit(SchedulingDb db, ReadPlan plans, IClients clients, IClientCipher cipher, IAuditReads reads)
{
    public async Task<VisitDetails?> ExecuteAsync(Guid id, CancellationToken ct)
    {
        if (await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } a || await clients.FindAsync(a.ClientId, ct) is not { } client)
        {
            return null;
        }

        var answers = (await Appointments.BookingAnswers.OpenAsync(a, cipher, ct)).Items;
        if (answers.Count > 0)
        {
            reads.Seen("Booking answers", a.ClientId);
        }

        var plan = await plans.ExecuteAsync(ct);
        string Name(Guid? resource) => plan.Resources.GetValueOrDefault(resource ?? Guid.Empty)?.Name ?? "";
        var summary = new AppointmentSummary(a.Id, a.ClientId, a.ServiceId, plan.Service(a.ServiceId)?.Name ?? "", a.PractitionerId, Name(a.PractitionerId), plan.Locations.GetValueOrDefault(a.LocationId)?.Name ?? "", a.Start, a.End, a.Zone, a.Status, a.Sequence);
        return new VisitDetails(
            summary, client, a.LocalDate + a.LocalStart, (int)(a.End - a.Start).TotalMinutes, a.Version, Name(a.RoomId), a.CancelReason,
            a.Source == Appointments.BookingSource.Online, a.IsOverbook, a.BookedAt, a.ArrivedAt,
            LoadBoard.Practitioners(plan).Select(r => new BoardChoice(r.Id, r.Name)).ToList(), answers)
        {
            IsReadOnly = db.RecordScope.EmergencyUntil(a.ClientId) is not null,
        };
    }
}
