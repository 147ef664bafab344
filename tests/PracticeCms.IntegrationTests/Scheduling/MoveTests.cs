using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;

namespace PracticeCms.IntegrationTests.Scheduling;

public sealed class MoveTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Who_moves_a_visit_that_somebody_moved_is_told_both_places_and_moves_nothing(DatabaseProvider provider)
    {
        await using var practice = await BookablePractice.StartAsync(provider);
        await practice.BookAsync(await practice.FirstSlotAsync(), "Gina", "a");
        var seen = await VisitAsync(practice);
        await MoveAsync(practice, seen, seen.Start + Duration.FromHours(2));

        var stale = await MoveAsync(practice, seen, seen.Start + Duration.FromHours(4));

        Assert.Equal("stale", stale.Problem!.Code);
        Assert.Matches(@"it is Booked for \w+ \d+ \w+, 11:00 with Ann\. You wanted \w+ \d+ \w+, 13:00 with Ann; nothing was moved", stale.Problem.Message);
        Assert.Equal(seen.Start + Duration.FromHours(2), (await VisitAsync(practice)).Start);
    }

    private static Task<Appointment> VisitAsync(BookablePractice practice) =>
        practice.Host.InAsync("Default", s => s.GetRequiredService<SchedulingDb>().Appointments.AsNoTracking().SingleAsync());

    private static Task<Result<Appointment>> MoveAsync(BookablePractice practice, Appointment seen, Instant to) =>
        practice.Host.InAsync("Default", s => s.GetRequiredService<MoveAppointment>().ExecuteAsync(new MoveAppointment.Request(seen.Id, to, Version: seen.Version)));
}
