using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Resources;
using PracticeCms.Ui;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>Reads what a board shows; the number of queries does not depend on the number of visits.</summary>
internal sealed class LoadBoard(SchedulingDb db, ReadPlan plans, IClients clients, ITenant tenant, ICurrentActor actor, IClock clock)
{
    private const int DayMinutes = 24 * 60;
    private const int QuietFirst = 8 * 60;
    private const int QuietLast = 18 * 60;

    /// <summary>A shorter visit is drawn as long as this, so that it can be hit.</summary>
    private const int ShownMinutes = 15;

    public BoardQuery Parse(IQueryCollection query) => BoardQuery.Parse(query, tenant.Today(clock));

    public async Task<Board> ExecuteAsync(BoardQuery query, CancellationToken ct = default)
    {
        var (from, until) = (query.From(tenant.Culture), query.Until(tenant.Culture));
        var plan = await plans.ExecuteAsync(ct);
        var shown = Shown(query, plan);
        var appointments = await ReadAsync(query, shown, from, until, ct);
        var names = await clients.FindAsync(appointments.Select(a => a.ClientId).Distinct().ToList(), ct);
        var visits = appointments.ConvertAll(a => ToVisit(a, plan, names));
        var blocks = await ReadBlocksAsync(shown, from, until, ct);
        var columns = Columns(query, shown, plan, visits, blocks, from, until);
        var (first, last) = Hours(columns);
        var now = tenant.Now(clock);
        return new Board(
            query, now.Date, from, until, first, last, (now.Hour * 60) + now.Minute, now.Offset.Seconds / 60, columns,
            Practitioners(plan).Select(r => new BoardChoice(r.Id, r.Name)).ToList(),
            plan.Locations.Values.Where(l => l.IsActive).OrderBy(l => l.Name).Select(l => new BoardChoice(l.Id, l.Name)).ToList());
    }

    private List<Resource> Shown(BoardQuery query, Plan plan)
    {
        var all = Practitioners(plan).Where(r => query.Location is null || r.LocationId == query.Location).ToList();
        if (query.Practitioner is { } chosen)
        {
            return all.Where(r => r.Id == chosen).ToList();
        }

        // A week of everybody cannot be read; it is that of whoever looks, or of the first.
        var own = all.FirstOrDefault(r => r.UserId is not null && r.UserId == actor.UserId) ?? all.FirstOrDefault();
        return query.View == BoardView.Week && own is not null ? [own] : all;
    }

    public static IEnumerable<Resource> Practitioners(Plan plan) =>
        plan.Resources.Values.Where(r => r.IsActive && r.Kind == ResourceKind.Practitioner).OrderBy(r => r.Position).ThenBy(r => r.Name);

    private Task<List<Appointment>> ReadAsync(BoardQuery query, List<Resource> shown, LocalDate from, LocalDate until, CancellationToken ct)
    {
        // The index is on the instant; a day more on both sides covers every zone.
        var first = from.PlusDays(-1).AtMidnight().InUtc().ToInstant();
        var last = until.PlusDays(2).AtMidnight().InUtc().ToInstant();
        var ids = shown.ConvertAll(r => r.Id);
        var appointments = db.Appointments.AsNoTracking()
            .Where(a => a.Start >= first && a.Start < last && a.LocalDate >= from && a.LocalDate <= until && ids.Contains(a.PractitionerId) && a.Status != AppointmentStatus.EnteredInError);
        return (query.Cancelled ? appointments : appointments.Where(a => a.Status != AppointmentStatus.Cancelled)).OrderBy(a => a.Start).ToListAsync(ct);
    }

    private async Task<ILookup<Guid, (Instant Start, Instant End, string Text)>> ReadBlocksAsync(List<Resource> shown, LocalDate from, LocalDate until, CancellationToken ct)
    {
        var first = Span.Minute(from.PlusDays(-1).AtMidnight().InUtc().ToInstant());
        var last = Span.Minute(until.PlusDays(2).AtMidnight().InUtc().ToInstant());
        var ids = shown.ConvertAll(r => r.Id);
        var rows = await db.Claims.AsNoTracking()
            .Where(c => ids.Contains(c.ResourceId) && c.StartMinute >= first && c.StartMinute < last && c.IsActive && c.Kind == ClaimKind.Block)
            .Select(c => new { c.ResourceId, c.StartMinute, c.EndMinute, c.Reason })
            .ToListAsync(ct);
        return rows.ToLookup(c => c.ResourceId, c => (Span.At(c.StartMinute), Span.At(c.EndMinute), c.Reason));
    }

    private static BoardVisit ToVisit(Appointment a, Plan plan, IReadOnlyDictionary<Guid, ClientSummary> names)
    {
        var service = plan.Service(a.ServiceId);
        var start = (a.LocalStart.Hour * 60) + a.LocalStart.Minute;
        return new BoardVisit(
            a.Id, a.Version, names.GetValueOrDefault(a.ClientId)?.DisplayName ?? "", service?.Name ?? "", service?.Colour ?? 1, a.PractitionerId,
            plan.Resources.GetValueOrDefault(a.PractitionerId)?.Name ?? "", plan.Resources.GetValueOrDefault(a.RoomId ?? Guid.Empty)?.Name ?? "",
            a.LocalDate, start, start + (int)(a.End - a.Start).TotalMinutes, a.Status, a.IsOverbook, new Lane(0, 1));
    }

    private List<BoardColumn> Columns(
        BoardQuery query, List<Resource> shown, Plan plan, List<BoardVisit> visits, ILookup<Guid, (Instant Start, Instant End, string Text)> blocks, LocalDate from, LocalDate until)
    {
        var columns = new List<BoardColumn>();
        for (var date = from; date <= until; date = date.PlusDays(1))
        {
            foreach (var who in shown)
            {
                var hours = plan.Hours[who.Id];
                var mine = visits.Where(v => v.Practitioner == who.Id && v.Date == date).ToList();
                var open = hours.On(date).Select(h => new BoardStretch(h.Start, h.End, "")).OrderBy(s => s.Start).ToList();
                if (query.View == BoardView.Week && open.Count == 0 && mine.Count == 0 && date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday)
                {
                    continue;
                }

                var title = query.View == BoardView.Week ? Moment.Day(date, tenant.Culture) : who.Name;
                columns.Add(new BoardColumn(who.Id, date, title, query.View == BoardView.Week ? who.Name : who.Title, who.Colour, open, Local(blocks[who.Id], hours.Zone, date), InLanes(mine)));
            }
        }

        return columns;
    }

    private static List<BoardStretch> Local(IEnumerable<(Instant Start, Instant End, string Text)> blocks, DateTimeZone zone, LocalDate date)
    {
        var local = new List<BoardStretch>();
        foreach (var (start, end, text) in blocks)
        {
            var (from, until) = (MinuteOf(start, zone, date), MinuteOf(end, zone, date));
            if (until > 0 && from < DayMinutes)
            {
                local.Add(new BoardStretch(Math.Max(0, from), Math.Min(DayMinutes, until), text));
            }
        }

        return local;
    }

    private static int MinuteOf(Instant instant, DateTimeZone zone, LocalDate date)
    {
        var local = instant.InZone(zone).LocalDateTime;
        return (Period.DaysBetween(date, local.Date) * DayMinutes) + (local.Hour * 60) + local.Minute;
    }

    private static List<BoardVisit> InLanes(List<BoardVisit> visits)
    {
        var lanes = LaneLayout.Arrange(visits.ConvertAll(v => (v.Start, Math.Max(v.End, v.Start + ShownMinutes))));
        return visits.Select((v, i) => v with { Lane = lanes[i] }).ToList();
    }

    /// <summary>Whole hours from the first to the last thing on the board, and at least a quiet day's.</summary>
    private static (int First, int Last) Hours(List<BoardColumn> columns)
    {
        var starts = columns.SelectMany(c => c.Open.Select(o => o.Start).Concat(c.Visits.Select(v => v.Start))).DefaultIfEmpty(QuietFirst);
        var ends = columns.SelectMany(c => c.Open.Select(o => o.End).Concat(c.Visits.Select(v => v.End))).DefaultIfEmpty(QuietLast);
        var first = Math.Min(starts.Min(), QuietFirst + 60) / 60 * 60;
        var last = (Math.Max(ends.Max(), QuietLast - 60) + 59) / 60 * 60;
        return (Math.Max(0, first), Math.Min(DayMinutes, last));
    }
}
