using NodaTime.Text;
using PracticeCms.Kernel.Backups;

namespace PracticeCms.UnitTests.Backups;

public sealed class RetentionTests
{
    [Theory]
    // Nothing to take away: one a day for less than a week.
    [InlineData("2026-03-01 2026-03-02 2026-03-03", 7, 5, 12, "2026-03-01 2026-03-02 2026-03-03")]
    // Of one day the newest.
    [InlineData("2026-03-03T01 2026-03-03T02 2026-03-03T03", 7, 5, 12, "2026-03-03T03")]
    // Three days; of the weeks before them their newest: Sundays.
    [InlineData("2026-03-07 2026-03-08 2026-03-14 2026-03-15 2026-03-16 2026-03-17 2026-03-18", 3, 3, 0, "2026-03-08 2026-03-15 2026-03-16 2026-03-17 2026-03-18")]
    // The newest of a month, wherever it lies in it.
    [InlineData("2026-01-03 2026-01-31 2026-02-10 2026-02-27 2026-03-01", 1, 0, 3, "2026-01-31 2026-02-27 2026-03-01")]
    // Days without a backup do not count: a host that stood still for a year has not lost its backups.
    [InlineData("2025-01-01 2025-01-02 2026-03-01", 3, 0, 0, "2025-01-01 2025-01-02 2026-03-01")]
    // A week that belongs to two years is one week.
    [InlineData("2025-12-29 2026-01-01 2026-01-04", 0, 2, 0, "2026-01-04")]
    // The newest stays even where no rule wants any.
    [InlineData("2026-03-01 2026-03-02", 0, 0, 0, "2026-03-02")]
    public void Of_days_weeks_and_months_the_newest_are_kept(string made, int daily, int weekly, int monthly, string kept)
    {
        var all = Instants(made);

        var outdated = new Retention(daily, weekly, monthly).Outdated(all);

        Assert.Equal(Instants(kept), all.Except(outdated));
    }

    [Fact]
    public void A_year_of_nights_leaves_seven_days_five_weeks_and_twelve_months()
    {
        var retention = new Retention(7, 5, 12);
        var kept = new List<Instant>();
        for (var night = Instant.FromUtc(2025, 1, 1, 2, 30); night < Instant.FromUtc(2026, 7, 1, 0, 0); night += Duration.FromDays(1))
        {
            kept.Add(night);
            kept = [.. kept.Except(retention.Outdated(kept))];
        }

        Assert.Equal(12, kept.Select(k => (k.InUtc().Year, k.InUtc().Month)).Distinct().Count());
        Assert.InRange(kept.Count, 20, 24);
    }

    private static List<Instant> Instants(string days) =>
        days.Split(' ').Select(d => d.Contains('T', StringComparison.Ordinal) ? d : d + "T02").Select(d => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH").Parse(d).Value).ToList();
}
