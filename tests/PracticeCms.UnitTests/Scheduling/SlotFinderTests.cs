using CsCheck;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.UnitTests.Scheduling;

public sealed class SlotFinderTests
{
    private static readonly Guid Someone = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly DateTimeZone Utc = DateTimeZone.Utc;

    [Fact]
    public void Visits_that_touch_do_not_collide() =>
        Assert.Equal([0L, 60L], Starts(Request(30, 30), [(0, 90)], new Span(30, 60)));

    [Fact]
    public void Of_two_buffers_that_meet_the_longer_counts() =>
        Assert.Equal([75L], Starts(Request(30, 5) with { Before = 15, Latest = 75 }, [(60, 120)], new Span(0, 60, Trail: 10)));

    [Fact]
    public void A_lead_of_the_next_visit_is_kept_free() =>
        Assert.Equal([0L, 5L, 10L], Starts(Request(30, 5), [(0, 60)], new Span(60, 90, Lead: 20)));

    [Fact]
    public void Starts_follow_the_wall_clock_of_zones_with_odd_offsets()
    {
        var kathmandu = DateTimeZoneProviders.Tzdb["Asia/Kathmandu"];
        var hours = new WorkingHours(kathmandu, [Rule(1, 9 * 60, 10 * 60)], [], []);
        var monday = new LocalDate(2026, 3, 2);

        var slots = SlotFinder.Find(Request(30, 30), [new Candidate(Someone, hours.Between(monday, monday), [], kathmandu)]);

        Assert.Equal(["09:00", "09:30"], slots.Select(s => Span.At(s.Start).InZone(kathmandu).ToString("HH:mm", null)));
    }

    [Theory]
    [InlineData("America/New_York", "2026-03-08", 7)]
    [InlineData("America/New_York", "2026-11-01", 9)]
    [InlineData("Europe/Berlin", "2026-03-29", 7)]
    [InlineData("Australia/Lord_Howe", "2026-10-04", 7.5)]
    [InlineData("Asia/Tokyo", "2026-03-08", 8)]
    public void A_night_shift_over_a_clock_change_has_its_true_length(string zone, string date, decimal hours)
    {
        var tz = DateTimeZoneProviders.Tzdb[zone];
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value;

        var open = new WorkingHours(tz, [Rule((int)day.DayOfWeek, 0, 8 * 60)], [], []).Between(day, day);

        Assert.Equal(hours * 60, Assert.Single(open) is var (s, e) ? e - s : 0);
    }

    [Fact]
    public void The_finder_agrees_with_a_minute_by_minute_evaluation() =>
        Gen.Select(
            Gen.Int[5, 90],
            Gen.Int[0, 30],
            Gen.Int[0, 30],
            Gen.Int[1, 6].Select(i => i * 5),
            Gen.Select(Gen.Int[0, 1200], Gen.Int[1, 240], Gen.Int[0, 30], Gen.Int[0, 30], (s, l, a, b) => new Span(s, s + l, a, b)).Array[0, 8],
            Gen.Select(Gen.Int[0, 1300], Gen.Int[30, 400], (s, l) => ((long)s, (long)(s + l))).Array[1, 3])
            .Sample(
                (duration, before, after, interval, busy, ranges) =>
                {
                    var request = new SlotRequest(duration, before, after, interval, 100, 1400);
                    var sorted = busy.OrderBy(b => b.Start).ThenBy(b => b.End).ToList();
                    var open = MergeNaively(ranges);
                    var expected = Enumerable.Range(0, 2000).Select(m => (long)m).Where(m => m % interval == 0 && m >= request.Earliest && m <= request.Latest
                        && open.Any(o => m >= o.Start && m + duration <= o.End)
                        && sorted.All(b => !new Span(m, m + duration, before, after).CollidesWith(b)));
                    Assert.Equal(expected, SlotFinder.Find(request, [new Candidate(Someone, open, sorted, Utc)]).Select(s => s.Start));
                },
                iter: 5000);

    private static List<(long Start, long End)> MergeNaively((long, long)[] ranges)
    {
        var minutes = ranges.SelectMany(r => Enumerable.Range((int)r.Item1, (int)(r.Item2 - r.Item1))).ToHashSet();
        var open = new List<(long Start, long End)>();
        foreach (var minute in minutes.Order())
        {
            if (open.Count > 0 && open[^1].End == minute)
            {
                open[^1] = (open[^1].Start, minute + 1);
            }
            else
            {
                open.Add((minute, minute + 1));
            }
        }

        return open;
    }

    private static SlotRequest Request(int duration, int interval) => new(duration, 0, 0, interval, long.MinValue / 2, long.MaxValue / 2);

    private static IEnumerable<long> Starts(SlotRequest request, (long, long)[] open, params Span[] busy) =>
        SlotFinder.Find(request, [new Candidate(Someone, open, busy, Utc)]).Select(s => s.Start);

    private static AvailabilityRule Rule(int weekday, int start, int end) => new() { Weekday = weekday, StartMinute = start, EndMinute = end };
}
