using NodaTime.Calendars;

namespace PracticeCms.Kernel.Backups;

/// <summary>How many days, ISO weeks and months keep their newest backup. The newest of all is always kept.</summary>
internal sealed record Retention(int Daily, int Weekly, int Monthly)
{
    /// <summary>The backups that none of the rules wants any more. Days, weeks and months are of UTC; those without a backup do not count.</summary>
    public IReadOnlyList<Instant> Outdated(IEnumerable<Instant> backups)
    {
        var sorted = backups.OrderDescending().ToList();
        var kept = sorted.Take(1)
            .Concat(Newest(sorted, Daily, d => (d.Year, d.DayOfYear)))
            .Concat(Newest(sorted, Weekly, d => (WeekYearRules.Iso.GetWeekYear(d), WeekYearRules.Iso.GetWeekOfWeekYear(d))))
            .Concat(Newest(sorted, Monthly, d => (d.Year, d.Month)))
            .ToHashSet();
        return sorted.FindAll(b => !kept.Contains(b));
    }

    private static IEnumerable<Instant> Newest(List<Instant> sorted, int count, Func<LocalDate, (int, int)> period) =>
        sorted.GroupBy(b => period(b.InUtc().Date)).Take(Math.Max(0, count)).Select(g => g.First());
}
