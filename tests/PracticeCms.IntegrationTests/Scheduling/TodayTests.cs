using PracticeCms.Scheduling.Calendar;

namespace PracticeCms.IntegrationTests.Scheduling;

public sealed class TodayTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task The_dashboard_shows_todays_visits_until_they_are_over(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        await practice.BookAsync(await practice.FirstSlotAsync(), "Gina", "a");
        Assert.Empty((await TodayAsync(practice)).Rows);

        // 9:00 in New York on the day of the visit, which begins then.
        var day = practice.Host.Clock.GetCurrentInstant().InUtc().Date.PlusDays(3);
        practice.Host.Clock.Set(day.At(new LocalTime(9, 10)).InZoneLeniently(DateTimeZoneProviders.Tzdb["America/New_York"]).ToInstant());
        var running = Assert.Single((await TodayAsync(practice)).Rows);
        Assert.Equal(("Gina Guest", "Check-up", "Ann"), (running.Client, running.Service, running.Practitioner));

        practice.Host.Clock.Advance(Duration.FromMinutes(30));
        Assert.Empty((await TodayAsync(practice)).Rows);
    }

    private static Task<TodayVisits.Day> TodayAsync(BookablePractice practice) =>
        practice.Host.InAsync("Default", services => services.GetRequiredService<TodayVisits>().ExecuteAsync());
}
