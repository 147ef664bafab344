using NodaTime.Text;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Ui;

namespace PracticeCms.Scheduling.Booking;

/// <summary>Two weeks of days with what is free, and the times of one of them; one search for the whole strip.</summary>
internal sealed class DayStrip(FindSlots slots, ReadPlan plans, ITenant tenant, ISettings settings, IClock clock)
{
    private const int Days = 14;

    public async Task AddAsync(Dictionary<string, object?> model, FindSlots.Request request, LocalDate? wanted, bool any, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var people = plan.PractitionersOf(request.ServiceId);
        var zone = people.FirstOrDefault(p => p.Id == request.PractitionerId) is { } who ? plan.ZoneOf(who) : people.Count > 0 ? plan.ZoneOf(people[0]) : tenant.Zone;
        var today = clock.GetCurrentInstant().InZone(zone).Date;
        var last = today.PlusDays((await settings.GetAsync<BookingPolicy>(ct)).WindowDays);
        var from = wanted is { } day && day > today && day <= last ? today.PlusDays(Period.DaysBetween(today, day) / Days * Days) : today;
        var (free, start) = await SearchAsync(request with { Zone = zone }, from, wanted is null, last, ct);
        Fill(model, request, free, start, wanted, any, (zone, today, last));
    }

    // Without a wish, the strip begins with the first weeks in which something is free.
    private async Task<(ILookup<LocalDate, FreeTime> Free, LocalDate From)> SearchAsync(FindSlots.Request request, LocalDate from, bool skipEmpty, LocalDate last, CancellationToken ct)
    {
        var found = await slots.ExecuteAsync(request with { From = from, Until = skipEmpty ? last : from.PlusDays(Days - 1) }, ct);
        var free = found.ToLookup(f => f.Start.InZone(request.Zone!).Date);
        var first = found.Count == 0 ? from : found[0].Start.InZone(request.Zone!).Date;
        return (free, skipEmpty && found.Count > 0 ? from.PlusDays(Period.DaysBetween(from, first) / Days * Days) : from);
    }

    private void Fill(
        Dictionary<string, object?> model, FindSlots.Request request, ILookup<LocalDate, FreeTime> free, LocalDate from, LocalDate? wanted, bool any, (DateTimeZone Zone, LocalDate Today, LocalDate Last) at)
    {
        var words = new VisitWords(tenant.Culture);
        var strip = Enumerable.Range(0, Days).Select(i => from.PlusDays(i)).Where(d => d <= at.Last).ToList();
        var chosen = wanted is { } day && strip.Contains(day) ? day : strip.FirstOrDefault(free.Contains, from);
        model["zone"] = at.Zone.Id;
        model["days"] = strip.Select(d => new Dictionary<string, object?>
        {
            ["date"] = LocalDatePattern.Iso.Format(d),
            ["weekday"] = d.ToString("ddd", tenant.Culture),
            ["number"] = d.Day,
            ["month"] = d.ToString("MMM", tenant.Culture),
            ["free"] = free[d].Count(),
            ["chosen"] = d == chosen,
        }).ToList();
        model["day_label"] = Moment.LongDay(chosen, tenant.Culture);
        model["slots"] = free[chosen].Select(f => new Dictionary<string, object?>
        {
            ["key"] = new SlotKey(request.ServiceId, f.PractitionerId, f.Start, any).ToString(),
            ["time"] = words.Time(f.Start, at.Zone),
        }).ToList();
        model["earlier"] = from > at.Today ? LocalDatePattern.Iso.Format(LocalDate.Max(at.Today, from.PlusDays(-Days))) : null;
        model["later"] = from.PlusDays(Days) <= at.Last ? LocalDatePattern.Iso.Format(from.PlusDays(Days)) : null;
    }
}
