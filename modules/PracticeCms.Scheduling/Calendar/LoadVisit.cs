using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Resources;

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
    IReadOnlyList<BoardChoice> Practitioners);

internal sealed class LoadVisit(SchedulingDb db, IClients clients)
{
    public async Task<VisitDetails?> ExecuteAsync(Guid id, CancellationToken ct)
    {
        if (await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } a || await clients.FindAsync(a.ClientId, ct) is not { } client)
        {
            return null;
        }

        var resources = await db.Resources.AsNoTracking().OrderBy(r => r.Position).ThenBy(r => r.Name).ToListAsync(ct);
        var service = await db.Services.AsNoTracking().Where(s => s.Id == a.ServiceId).Select(s => s.Name).FirstOrDefaultAsync(ct) ?? "";
        var location = await db.Locations.AsNoTracking().Where(l => l.Id == a.LocationId).Select(l => l.Name).FirstOrDefaultAsync(ct) ?? "";
        string Name(Guid? resource) => resources.FirstOrDefault(r => r.Id == resource)?.Name ?? "";
        var summary = new AppointmentSummary(a.Id, a.ClientId, a.ServiceId, service, a.PractitionerId, Name(a.PractitionerId), location, a.Start, a.End, a.Zone, a.Status, a.Sequence);
        return new VisitDetails(
            summary, client, a.LocalDate + a.LocalStart, (int)(a.End - a.Start).TotalMinutes, a.Version, Name(a.RoomId), a.CancelReason,
            a.Source == Appointments.BookingSource.Online, a.IsOverbook, a.BookedAt, a.ArrivedAt,
            resources.Where(r => r.IsActive && r.Kind == ResourceKind.Practitioner).Select(r => new BoardChoice(r.Id, r.Name)).ToList());
    }
}
