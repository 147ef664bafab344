using PracticeCms.Durable;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Jobs;

namespace PracticeCms.IntegrationTests.Durable;

[Collection("durable")]
public sealed class TimerTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_timer_fires_once_when_its_time_has_come(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.ScheduleAsync(Bell(host, "a", Duration.FromHours(1)));
        Assert.Equal(0, await host.DrainAsync());

        host.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(1, await host.DrainAsync());
        Assert.Equal(0, await host.DrainAsync());
        Assert.Equal(["bell a"], host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Scheduling_again_replaces_the_unfired_timer(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.ScheduleAsync(Bell(host, "a", Duration.FromHours(1)));
        await host.ScheduleAsync(Bell(host, "a", Duration.FromHours(3)));
        host.Clock.Advance(Duration.FromHours(2));
        Assert.Equal(0, await host.DrainAsync());

        host.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(1, await host.DrainAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_firing_under_way_loses_against_a_new_time(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.ScheduleAsync(Bell(host, "a", Duration.Zero));
        var taken = Assert.Single(await host.CommitAsync(s => s.GetRequiredService<WorkQueue>().TakeAsync(1, true, default)));
        await host.ScheduleAsync(Bell(host, "a", Duration.FromHours(1)));

        await Assert.ThrowsAsync<LeaseLostException>(() => host.CommitAsync(s => s.GetRequiredService<WorkRunner>().RunAsync(taken, default)));
        Assert.Empty(host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_group_is_cancelled_together(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.ScheduleAsync(Bell(host, "a", Duration.FromHours(1)) with { Group = "visit:1" });
        await host.ScheduleAsync(Bell(host, "b", Duration.FromHours(1)) with { Group = "visit:1" });
        await host.ScheduleAsync(Bell(host, "c", Duration.FromHours(1)) with { Group = "visit:2" });
        await host.CommitAsync(s => s.GetRequiredService<ITimers>().CancelGroupAsync("visit:1"));
        host.Clock.Advance(Duration.FromHours(1));

        await host.DrainAsync();
        Assert.Equal(["bell c"], host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task After_an_outage_late_timers_fire_unless_they_must_not(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.ScheduleAsync(Bell(host, "once", Duration.FromMinutes(1)));
        await host.ScheduleAsync(Bell(host, "skip", Duration.FromMinutes(1)) with { Misfire = MisfirePolicy.Skip });
        await host.ScheduleAsync(Bell(host, "over", Duration.FromMinutes(1)) with { NotAfter = host.Clock.GetCurrentInstant() + Duration.FromHours(1) });
        host.Clock.Advance(Duration.FromHours(5));

        await host.DrainAsync();
        Assert.Equal(["bell once"], host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_background_task_runs_once_however_long_the_outage(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.DrainAsync();
        host.Clock.Advance(Duration.FromDays(5));
        await host.DrainAsync();

        var runs = await host.ReadAsync(db => db.Set<OutboxRow>().Where(r => r.Kind == BackgroundSchedules.Kind).ToListAsync());
        Assert.All(runs.GroupBy(r => BackgroundSchedules.TaskOf(r.Key)), g => Assert.Single(g));
        Assert.Contains(runs, r => r.State == WorkState.Done && BackgroundSchedules.TaskOf(r.Key) == nameof(ForgetFinishedWork));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_clock_that_is_set_back_leaves_no_night_out(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.DrainAsync();
        var before = await NightlyAsync(host);
        host.Clock.Advance(Duration.FromDays(3));
        await host.DrainAsync();
        host.Clock.Advance(Duration.FromDays(-3));
        await host.DrainAsync();

        Assert.NotEmpty(before);
        Assert.Equal(before, await NightlyAsync(host));
    }

    private static Task<List<string>> NightlyAsync(DurableHost host) => host.ReadAsync(async db =>
        (await db.Set<TimerRow>().AsNoTracking().Where(t => t.Kind == PracticeCms.Kernel.Jobs.BackgroundSchedules.Kind && t.State == WorkState.Pending).OrderBy(t => t.Key).ToListAsync()).ConvertAll(t => $"{t.Key} {t.Due}"));

    [Fact]
    public async Task The_pump_dispatches_without_being_asked()
    {
        await using var host = await DurableHost.StartAsync(DatabaseProvider.Sqlite, jobs: true);
        var done = new TaskCompletionSource();
        host.Journal.On = _ =>
        {
            done.TrySetResult();
            return Task.CompletedTask;
        };
        await host.SendAsync("a", "hello");

        await done.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static TimerRequest Bell(DurableHost host, string key, Duration after) => new("bell", key, host.Clock.GetCurrentInstant() + after, new Note(key));
}
