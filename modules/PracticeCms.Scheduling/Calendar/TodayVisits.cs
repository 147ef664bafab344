using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>What of today is still to come: for whoever can be booked their own visits, for everybody else all of them.</summary>
internal sealed class TodayVisits(SchedulingDb db, ReadPlan plans, IClients clients, ITenant tenant, ICurrentActor actor, IClock clock)
{
    public const int Longest = 7;

    public sealed record Row(Guid Id, LocalTime Start, string Client, string Service, string Practitioner, AppointmentStatus Status);

    /// <param name="Rows">The next ones, those that are running first.</param>
    public sealed record Day(IReadOnlyList<Row> Rows, int Left, int Waiting, bool IsOwn);

    public async Task<Day> ExecuteAsync(CancellationToken ct = default)
    {
        var plan = await plans.ExecuteAsync(ct);
        var own = LoadBoard.Practitioners(plan).FirstOrDefault(r => r.UserId is not null && r.UserId == actor.UserId)?.Id;
        var (today, now) = (tenant.Today(clock), clock.GetCurrentInstant());

        // The index is on the instant; a day more covers every zone.
        var last = now + Duration.FromDays(2);
        var open = await db.Appointments.AsNoTracking()
            .Where(a => a.End > now && a.Start < last && a.LocalDate == today && (own == null || a.PractitionerId == own))
            .Where(a => a.Status == AppointmentStatus.Booked || a.Status == AppointmentStatus.Confirmed || a.Status == AppointmentStatus.Arrived)
            .OrderBy(a => a.Start).ThenBy(a => a.Id)
            .Select(a => new { a.Id, a.ClientId, a.ServiceId, a.PractitionerId, a.LocalStart, a.Status })
            .ToListAsync(ct);
        var next = open.Take(Longest).ToList();
        var names = await clients.FindAsync(next.Select(a => a.ClientId).Distinct().ToList(), ct);
        return new Day(
            next.ConvertAll(a => new Row(
                a.Id, a.LocalStart, names.GetValueOrDefault(a.ClientId)?.DisplayName ?? "", plan.Service(a.ServiceId)?.Name ?? "", plan.Resources.GetValueOrDefault(a.PractitionerId)?.Name ?? "", a.Status)),
            open.Count,
            open.Count(a => a.Status == AppointmentStatus.Arrived),
            own is not null);
    }
}

internal sealed class CalendarCards : IDashboardCardProvider
{
    public IEnumerable<DashboardCard> GetCards() => [new(typeof(TodayCard), Permissions.ViewCalendar, 10)];
}
