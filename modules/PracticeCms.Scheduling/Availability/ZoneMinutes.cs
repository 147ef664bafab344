using System.Collections.Concurrent;

namespace PracticeCms.Scheduling.Availability;

/// <summary>
/// Local minutes of a day as UTC minutes, remembered per zone and day. A start that does not exist moves forward by the gap; of a
/// time that happens twice, a shift begins with the first and ends with the second.
/// </summary>
internal static class ZoneMinutes
{
    private const int DayMinutes = 24 * 60;
    private const int CacheLimit = 20_000;
    private static readonly ConcurrentDictionary<(DateTimeZone, LocalDate), Day> Days = new();

    private readonly record struct Day(long Midnight, bool IsRegular);

    public static long Start(DateTimeZone zone, LocalDate date, int minute) => At(zone, date, minute, last: false);

    public static long End(DateTimeZone zone, LocalDate date, int minute) => At(zone, date, minute, last: true);

    /// <summary>Offset from UTC in minutes at a UTC minute, and until which minute it holds.</summary>
    public static (int Offset, long Until) OffsetAt(DateTimeZone zone, long minute)
    {
        var interval = zone.GetZoneInterval(Span.At(minute));
        return (interval.WallOffset.Seconds / 60, interval.HasEnd ? Span.Minute(interval.End) : long.MaxValue);
    }

    private static long At(DateTimeZone zone, LocalDate date, int minute, bool last)
    {
        var day = Get(zone, date);
        if (day.IsRegular)
        {
            return day.Midnight + minute;
        }

        var mapping = zone.MapLocal(date.AtMidnight().PlusMinutes(minute));
        return Span.Minute(mapping.Count switch
        {
            0 => mapping.EarlyInterval.End,
            1 => mapping.Single().ToInstant(),
            _ => (last ? mapping.Last() : mapping.First()).ToInstant(),
        });
    }

    private static Day Get(DateTimeZone zone, LocalDate date)
    {
        if (Days.TryGetValue((zone, date), out var known))
        {
            return known;
        }

        if (Days.Count > CacheLimit)
        {
            Days.Clear();
        }

        // Regular: no transition from this midnight until a shift that began today has ended tomorrow.
        var midnight = zone.AtStartOfDay(date).ToInstant();
        var interval = zone.GetZoneInterval(midnight);
        var regular = zone.AtStartOfDay(date).TimeOfDay == LocalTime.Midnight && (!interval.HasEnd || interval.End >= midnight + Duration.FromMinutes(2 * DayMinutes));
        return Days[(zone, date)] = new Day(Span.Minute(midnight), regular);
    }
}
