namespace PracticeCms.Scheduling.Availability;

/// <summary>When a resource is open: weekly rules, overruled by exceptions of its own or of the whole practice, less time off.</summary>
internal sealed class WorkingHours(
    DateTimeZone zone, IReadOnlyList<AvailabilityRule> rules, IReadOnlyList<AvailabilityException> exceptions, IReadOnlyList<TimeOff> timeOff)
{
    public DateTimeZone Zone { get; } = zone;

    public bool HasRules { get; } = rules.Count > 0;

    /// <summary>Open stretches of the dates as UTC minutes, sorted, those that touch merged.</summary>
    public List<(long Start, long End)> Between(LocalDate from, LocalDate until)
    {
        var open = new List<(long Start, long End)>();
        for (var date = from; date <= until; date = date.PlusDays(1))
        {
            foreach (var (start, end) in On(date))
            {
                var (first, last) = (ZoneMinutes.Start(Zone, date, start), ZoneMinutes.End(Zone, date, end));
                if (last > first)
                {
                    open.Add((first, last));
                }
            }
        }

        return Merge(open);
    }

    /// <summary>Local minutes of one date.</summary>
    public IEnumerable<(int Start, int End)> On(LocalDate date)
    {
        foreach (var away in timeOff)
        {
            if (away.From <= date && date <= away.Until)
            {
                return [];
            }
        }

        List<AvailabilityException>? special = null;
        foreach (var exception in exceptions)
        {
            if (exception.Date == date)
            {
                (special ??= []).Add(exception);
            }
        }

        if (special is not null)
        {
            return special.Exists(e => e.IsClosed) ? [] : special.ConvertAll(e => (e.StartMinute, e.EndMinute));
        }

        var weekday = (int)date.DayOfWeek;
        return rules.Where(r => r.Weekday == weekday && Applies(r, date)).Select(r => (r.StartMinute, r.EndMinute));
    }

    private static bool Applies(AvailabilityRule rule, LocalDate date)
    {
        if (date < rule.ValidFrom || date > rule.ValidUntil)
        {
            return false;
        }

        if (rule.IntervalWeeks <= 1 || rule.ValidFrom is not { } anchor)
        {
            return true;
        }

        var weeks = Period.DaysBetween(Monday(anchor), Monday(date)) / 7;
        return weeks % rule.IntervalWeeks == 0;
    }

    private static LocalDate Monday(LocalDate date) => date.PlusDays(1 - (int)date.DayOfWeek);

    private static List<(long Start, long End)> Merge(List<(long Start, long End)> open)
    {
        open.Sort();
        var merged = new List<(long Start, long End)>(open.Count);
        foreach (var next in open)
        {
            if (merged.Count > 0 && next.Start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Math.Max(merged[^1].End, next.End));
            }
            else
            {
                merged.Add(next);
            }
        }

        return merged;
    }
}
