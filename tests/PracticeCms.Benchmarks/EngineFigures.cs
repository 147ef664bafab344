using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Benchmarks;

/// <summary>The engine alone: 50 practitioners and 30 days, each day half taken.</summary>
internal static class EngineFigures
{
    public static async Task RunAsync(BenchRun run)
    {
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        var (first, last) = (new LocalDate(2026, 3, 2), new LocalDate(2026, 3, 31));
        var rules = Enumerable.Range(1, 5).Select(day => new AvailabilityRule { Id = Ids.New(), Weekday = day, StartMinute = 540, EndMinute = 1020 }).ToList();
        var hours = new WorkingHours(zone, rules, [], []);
        var staff = Enumerable.Range(0, LargePractice.Practitioners).Select(p => new Candidate(Ids.New(), hours.Between(first, last), Busy(zone, first, p), zone)).ToList();
        var wanted = new SlotRequest(30, 5, 5, 15, Span.Minute(zone.AtStartOfDay(first).ToInstant()), Span.Minute(zone.AtStartOfDay(last).ToInstant()));
        var times = await Numbers.TimeAsync(400, 200, _ =>
        {
            SlotFinder.Find(wanted, staff);
            return Task.CompletedTask;
        });
        run.Print("slots.engine.p95", times.Percentile(95), "ms");
    }

    private static List<Span> Busy(DateTimeZone zone, LocalDate first, int practitioner) =>
        [.. Enumerable.Range(0, 30).SelectMany(day => Enumerable.Range(0, 8).Select(i => first.PlusDays(day).At(new LocalTime(9 + i, (i + practitioner) % 2 * 30))))
            .Select(local => Span.Minute(zone.AtLeniently(local).ToInstant())).Select(start => new Span(start, start + 30))];
}
