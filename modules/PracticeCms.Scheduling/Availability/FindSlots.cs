using PracticeCms.Scheduling.Booking;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Availability;

/// <summary>A time that is offered.</summary>
internal sealed record FreeTime(Instant Start, Instant End, Guid PractitionerId);

/// <summary>
/// Finds free times. Two queries, whatever the number of practitioners and days: the plan's stamp, and what is taken. Booking asks
/// the same function, so that what is shown is what can be booked.
/// </summary>
internal sealed class FindSlots(TakenTimes taken, ReadPlan plans, ISettings settings, IClock clock)
{
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

    public async Task<IReadOnlyList<FreeTime>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        await ExecuteAsync(request, await plans.ExecuteAsync(ct), ct);

    public async Task<IReadOnlyList<FreeTime>> ExecuteAsync(Request request, Plan plan, CancellationToken ct)
    {
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
        var wanted = Wanted(request, service, policy, request.Zone ?? plan.ZoneOf(practitioners[0]));
        if (wanted.Latest < wanted.Earliest)
        {
            return [];
        }

        var rooms = service.NeedsRoom ? practitioners.Select(p => p.LocationId).Distinct().ToDictionary(l => l, plan.RoomsAt) : null;
        var units = practitioners.Concat(rooms?.Values.SelectMany(r => r) ?? []).ToList();
        var busy = await BusyAsync([.. units.Select(r => r.Id)], wanted, request.Except, ct);
        return Pick(Offers(plan, practitioners, rooms, busy, wanted), busy, wanted.Duration, request.EveryPractitioner || practitioners.Count == 1);
    }

    private SlotRequest Wanted(Request request, Service service, BookingPolicy policy, DateTimeZone zone)
    {
        var now = clock.GetCurrentInstant();
        var from = Span.Minute(zone.AtStartOfDay(request.From).ToInstant());
        var until = Span.Minute(zone.AtStartOfDay(request.Until.PlusDays(1)).ToInstant()) - 1;
        if (!request.ForStaff)
        {
            from = Math.Max(from, Span.Minute(now) + policy.MinNoticeMinutes + 1);
            until = Math.Min(until, Span.Minute(now + Duration.FromDays(policy.WindowDays)));
        }

        return new SlotRequest(
            request.DurationMinutes ?? service.DurationMinutes, service.BufferBeforeMinutes, service.BufferAfterMinutes, Math.Max(5, policy.SlotIntervalMinutes), from, until);
    }

    private static List<Slot> Offers(
        Plan plan, List<Resource> practitioners, Dictionary<Guid, IReadOnlyList<Resource>>? rooms, ILookup<Guid, Span> busy, SlotRequest wanted)
    {
        var found = new List<Slot>();
        foreach (var place in practitioners.GroupBy(p => p.LocationId))
        {
            var free = rooms?[place.Key].Select(r => new Candidate(r.Id, [], [.. busy[r.Id]], plan.ZoneOf(r))).ToList();
            var candidates = place.Select(p => new Candidate(p.Id, Open(plan.Hours[p.Id], wanted), [.. busy[p.Id]], plan.ZoneOf(p)));
            found.AddRange(SlotFinder.Find(wanted, candidates, free));
        }

        return found;
    }

    // A shift over midnight began the day before.
    private static List<(long Start, long End)> Open(WorkingHours hours, SlotRequest wanted) => hours.Between(
        Span.At(wanted.Earliest).InZone(hours.Zone).Date.PlusDays(-1), Span.At(wanted.Latest + wanted.Duration).InZone(hours.Zone).Date);

    /// <summary>One practitioner per start: whoever has least to do on that day.</summary>
    private static List<FreeTime> Pick(List<Slot> offers, ILookup<Guid, Span> busy, int minutes, bool every)
    {
        if (every)
        {
            return [.. offers.OrderBy(o => o.Start).Select(o => ToFreeTime(o.Start, o.ResourceId))];
        }

        var load = new Dictionary<(Guid, long), long>();
        foreach (var who in busy)
        {
            foreach (var taken in who)
            {
                load[(who.Key, taken.Start / 1440)] = load.GetValueOrDefault((who.Key, taken.Start / 1440)) + taken.End - taken.Start;
            }
        }

        var best = new Dictionary<long, (Guid Who, long Load)>();
        foreach (var (start, who) in offers)
        {
            var mine = load.GetValueOrDefault((who, start / 1440));
            if (!best.TryGetValue(start, out var other) || mine < other.Load)
            {
                best[start] = (who, mine);
            }
        }

        return [.. best.OrderBy(b => b.Key).Select(b => ToFreeTime(b.Key, b.Value.Who))];

        FreeTime ToFreeTime(long start, Guid who) => new(Span.At(start), Span.At(start + minutes), who);
    }

    private Task<ILookup<Guid, Span>> BusyAsync(Guid[] resources, SlotRequest wanted, Guid? except, CancellationToken ct) =>
        taken.ExecuteAsync(resources, wanted.Earliest - (24 * 60), wanted.Latest + wanted.Duration + (24 * 60), except, ct);
}
