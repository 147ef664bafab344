using PracticeCms.Scheduling.Booking;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Availability;

internal sealed record Slot(Instant Start, Instant End, Guid PractitionerId);

/// <summary>
/// Finds free times. Two queries, whatever the number of practitioners and days: the plan's stamp, and what is taken. Booking asks
/// the same function, so that what is shown is what can be booked.
/// </summary>
internal sealed class FindSlots(SchedulingDb db, ReadPlan plans, ISettings settings, IClock clock)
{
    private const int LongestClaim = 44_640;

    /// <param name="From">First day, in <see cref="Zone"/>.</param>
    /// <param name="Until">Last day, included.</param>
    /// <param name="PractitionerId">Null: whoever is free, the least busy first.</param>
    public sealed record Request(Guid ServiceId, LocalDate From, LocalDate Until, Guid? PractitionerId = null)
    {
        /// <summary>Zone of the days; null for that of the (first) practitioner's location.</summary>
        public DateTimeZone? Zone { get; init; }

        /// <summary>A visit that is being moved does not stand in its own way.</summary>
        public Guid? Except { get; init; }
        public int? DurationMinutes { get; init; }

        /// <summary>Staff: no notice and no booking window.</summary>
        public bool ForStaff { get; init; }

        /// <summary>All practitioners of a start instead of one.</summary>
        public bool EveryPractitioner { get; init; }
    }

    public async Task<IReadOnlyList<Slot>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var plan = await plans.ExecuteAsync(ct);
        if (plan.Service(request.ServiceId) is not { IsActive: true } service)
        {
            return [];
        }

        var practitioners = plan.PractitionersOf(service.Id).Where(p => request.PractitionerId is null || p.Id == request.PractitionerId).ToList();
        if (practitioners.Count == 0)
        {
            return [];
        }

        var policy = await settings.GetAsync<BookingPolicy>(ct);
        var rules = RulesOf(request, service, policy, request.Zone ?? plan.ZoneOf(practitioners[0]).Zone);
        var rooms = service.NeedsRoom ? practitioners.Select(p => p.LocationId).Distinct().ToDictionary(l => l, plan.RoomsAt) : [];
        var busy = await BusyAsync([.. practitioners.Select(p => p.Id), .. rooms.Values.SelectMany(r => r).Select(r => r.Id)], rules, request.Except, ct);
        return Pick(Offers(plan, practitioners, rooms, busy, rules), practitioners, busy, rules.Minutes, request.EveryPractitioner);
    }

    private SlotRules RulesOf(Request request, Service service, BookingPolicy policy, DateTimeZone zone)
    {
        var now = clock.GetCurrentInstant();
        var from = Span.Minute(zone.AtStartOfDay(request.From).ToInstant());
        var until = Span.Minute(zone.AtStartOfDay(request.Until.PlusDays(1)).ToInstant()) - 1;
        if (!request.ForStaff)
        {
            from = Math.Max(from, Span.Minute(now) + policy.MinNoticeMinutes + 1);
            until = Math.Min(until, Span.Minute(now + Duration.FromDays(policy.WindowDays)));
        }

        return new SlotRules(
            request.DurationMinutes ?? service.DurationMinutes, service.BufferBeforeMinutes, service.BufferAfterMinutes, Math.Max(5, policy.SlotIntervalMinutes), from, until);
    }

    private static List<(long Start, int Who)> Offers(
        Plan plan, List<Resource> practitioners, Dictionary<Guid, IReadOnlyList<Resource>> rooms, ILookup<Guid, Span> busy, SlotRules rules)
    {
        var roomless = rooms.ToDictionary(r => r.Key, r => SlotFinder.AllForbidden([.. r.Value.Select(room => SlotFinder.Forbidden(rules, [.. busy[room.Id]]))]));
        var offers = new List<(long, int)>();
        var found = new List<long>();
        for (var i = 0; i < practitioners.Count; i++)
        {
            var who = practitioners[i];
            var days = plan.ZoneOf(who);
            var open = plan.Hours[who.Id].Expand(days, days.DateOf(rules.Earliest), days.DateOf(Math.Max(rules.Earliest, rules.Latest)));
            var forbidden = SlotFinder.Forbidden(rules, [.. busy[who.Id]]);
            found.Clear();
            SlotFinder.Find(rules, open, roomless.TryGetValue(who.LocationId, out var noRoom) ? SlotFinder.Either(forbidden, noRoom) : forbidden, found);
            foreach (var start in found)
            {
                offers.Add((start, i));
            }
        }

        return offers;
    }

    /// <summary>One practitioner per start: whoever has least to do on that day.</summary>
    private static List<Slot> Pick(List<(long Start, int Who)> offers, List<Resource> practitioners, ILookup<Guid, Span> busy, int minutes, bool every)
    {
        if (every || practitioners.Count == 1)
        {
            return [.. offers.OrderBy(o => o.Start).Select(o => ToSlot(o.Start, o.Who))];
        }

        var load = new Dictionary<(int, long), long>();
        for (var i = 0; i < practitioners.Count; i++)
        {
            foreach (var taken in busy[practitioners[i].Id])
            {
                load[(i, taken.Start / 1440)] = load.GetValueOrDefault((i, taken.Start / 1440)) + taken.End - taken.Start;
            }
        }

        var best = new Dictionary<long, (int Who, long Load)>();
        foreach (var (start, who) in offers)
        {
            var mine = load.GetValueOrDefault((who, start / 1440));
            if (!best.TryGetValue(start, out var other) || mine < other.Load)
            {
                best[start] = (who, mine);
            }
        }

        return [.. best.OrderBy(b => b.Key).Select(b => ToSlot(b.Key, b.Value.Who))];

        Slot ToSlot(long start, int who) => new(Span.At(start), Span.At(start + minutes), practitioners[who].Id);
    }

    private async Task<ILookup<Guid, Span>> BusyAsync(Guid[] resources, SlotRules rules, Guid? except, CancellationToken ct)
    {
        var from = rules.Earliest - (24 * 60);
        var until = rules.Latest + rules.Minutes + (24 * 60);
        var rows = await db.Claims.AsNoTracking()
            .Where(c => resources.Contains(c.ResourceId) && c.StartMinute > from - LongestClaim && c.StartMinute < until && c.EndMinute > from && c.IsActive)
            .Where(c => except == null || c.AppointmentId != except)
            .OrderBy(c => c.ResourceId).ThenBy(c => c.StartMinute)
            .Select(c => new { c.ResourceId, c.StartMinute, c.EndMinute, c.LeadMinutes, c.TrailMinutes })
            .ToListAsync(ct);
        return rows.ToLookup(c => c.ResourceId, c => new Span(c.StartMinute, c.EndMinute - c.TrailMinutes, c.LeadMinutes, c.TrailMinutes));
    }
}
