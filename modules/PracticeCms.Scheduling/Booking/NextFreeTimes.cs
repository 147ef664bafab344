using System.Globalization;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>A free time as the public API shows it; times are ISO 8601 with the location's offset.</summary>
internal sealed record OfferedSlot(string Start, string End, Guid PractitionerId, string Key)
{
    public static OfferedSlot Of(FreeTime time, Guid service, bool any, DateTimeZone zone) => new(
        Iso(time.Start, zone), Iso(time.End, zone), time.PractitionerId, new SlotKey(service, time.PractitionerId, time.Start, any).ToString());

    public static string Iso(Instant at, DateTimeZone zone) => at.InZone(zone).ToOffsetDateTime().ToString("uuuu'-'MM'-'dd'T'HH':'mm':'sso<+HH:mm>", CultureInfo.InvariantCulture);
}

/// <summary>What to offer somebody whose time was just taken.</summary>
internal sealed class NextFreeTimes(FindSlots slots, ReadPlan plans, IClock clock)
{
    private const int Days = 14;
    private const int Count = 6;

    public async Task<Problem> AddToAsync(Problem taken, SlotKey wanted, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var zone = plan.Resources.TryGetValue(wanted.PractitionerId, out var who) ? plan.ZoneOf(who) : DateTimeZone.Utc;
        var offers = (await FindAsync(wanted, ct)).Select(f => OfferedSlot.Of(f, wanted.ServiceId, wanted.AnyPractitioner, zone)).ToList();
        return taken with { Extensions = new Dictionary<string, object?> { ["nextSlots"] = offers } };
    }

    /// <summary>The first free times from the wanted one on; where there are none after it, from today.</summary>
    public async Task<IReadOnlyList<FreeTime>> FindAsync(SlotKey wanted, CancellationToken ct)
    {
        var day = Instant.Max(wanted.Start, clock.GetCurrentInstant()).InUtc().Date;
        var found = await slots.ExecuteAsync(
            new FindSlots.Request(wanted.ServiceId, day, day.PlusDays(Days), wanted.AnyPractitioner ? null : wanted.PractitionerId) { Zone = DateTimeZone.Utc }, ct);
        var later = found.Where(f => f.Start > wanted.Start).Take(Count).ToList();
        return later.Count > 0 ? later : [.. found.Take(Count)];
    }
}
