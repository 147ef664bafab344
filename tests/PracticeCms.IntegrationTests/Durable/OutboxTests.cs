using PracticeCms.Durable;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Jobs;

namespace PracticeCms.IntegrationTests.Durable;

[Collection("durable")]
public sealed class OutboxTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_message_is_handled_once_after_the_commit(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "hello");
        Assert.Empty(host.Journal.Lines);

        Assert.Equal(1, await host.DrainAsync());
        Assert.Equal(0, await host.DrainAsync());
        Assert.Equal(["hello"], host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_second_message_with_the_same_key_is_dropped_and_the_transaction_goes_on(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "first");
        await host.CommitAsync(async s =>
        {
            var outbox = s.GetRequiredService<IOutbox>();
            await outbox.EnqueueAsync("note", "a", new Note("again"));
            await outbox.EnqueueAsync("note", "b", new Note("other"));
        });

        await host.DrainAsync();
        Assert.Equal(["first", "other"], host.Journal.Lines.Order());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_rolled_back_unit_of_work_sends_nothing(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.CommitAsync<Result>(async s =>
        {
            await s.GetRequiredService<IOutbox>().EnqueueAsync("note", "a", new Note("never"));
            return Problem.Conflict("no", "No.");
        });

        Assert.Equal(0, await host.DrainAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Each_enabled_handler_of_an_event_runs_once(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.CommitAsync(s => s.GetRequiredService<IEvents>().PublishAsync(new SomethingHappened("x")));

        await host.DrainAsync();
        Assert.Equal(["first x", "second x"], host.Journal.Lines.Order());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_failing_handler_is_tried_again_later_and_holds_up_no_other(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        var fails = true;
        host.Journal.On = line => fails && line.StartsWith("first", StringComparison.Ordinal) ? throw new InvalidOperationException("not now") : Task.CompletedTask;
        await host.CommitAsync(s => s.GetRequiredService<IEvents>().PublishAsync(new SomethingHappened("x")));
        await host.DrainAsync();
        fails = false;
        Assert.Equal(0, await host.DrainAsync());

        host.Clock.Advance(Duration.FromSeconds(15));
        Assert.Equal(1, await host.DrainAsync());
        Assert.Equal(["first x", "first x", "second x"], host.Journal.Lines.Order());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task After_five_retries_a_person_decides(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        host.Journal.On = _ => throw new InvalidOperationException("never");
        await host.SendAsync("a", "hello");
        for (var attempt = 0; attempt < 8; attempt++)
        {
            await host.DrainAsync();
            host.Clock.Advance(Duration.FromHours(1));
        }

        Assert.Equal(6, host.Journal.Lines.Count);
        var incident = Assert.Single(await host.ReadAsync(db => db.Set<Incident>().ToListAsync()));
        Assert.Equal("'note' failed 6 times, the last time with InvalidOperationException.", incident.Sentence);

        host.Journal.On = _ => Task.CompletedTask;
        Assert.True((await host.CommitAsync(s => s.GetRequiredService<Incidents>().RetryAsync(incident.Id, default))).Succeeded);
        Assert.Equal(1, await host.DrainAsync());
        Assert.Equal(7, host.Journal.Lines.Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_permanent_failure_raises_an_incident_at_once(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        host.Journal.On = _ => throw new PermanentFailureException("The address does not exist.");
        await host.SendAsync("a", "hello");

        await host.DrainAsync();
        var incident = Assert.Single(await host.ReadAsync(db => db.Set<Incident>().ToListAsync()));
        Assert.Equal("The address does not exist.", incident.Sentence);
        Assert.Equal(IncidentState.Open, incident.State);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_could_not_be_done_in_time_is_dropped(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "late", notAfter: host.Clock.GetCurrentInstant() + Duration.FromMinutes(1));
        host.Clock.Advance(Duration.FromMinutes(2));

        await host.DrainAsync();
        Assert.Empty(host.Journal.Lines);
        Assert.Equal(WorkState.Dropped, (await host.ReadAsync(db => db.Set<OutboxRow>().SingleAsync(r => r.Kind == "note"))).State);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Work_that_killed_three_processes_is_set_aside(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "poison");
        for (var death = 0; death < 3; death++)
        {
            await host.CommitAsync(s => s.GetRequiredService<WorkQueue>().TakeAsync(1, true, default));
            host.Clock.Advance(WorkQueue.Lease + Duration.FromSeconds(1));
        }

        await host.SendAsync("b", "healthy");
        await host.DrainAsync();
        Assert.Equal(["healthy"], host.Journal.Lines);
        Assert.Equal("'note' stopped the process 3 times and was set aside.", (await host.ReadAsync(db => db.Set<Incident>().SingleAsync())).Sentence);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Work_that_saw_two_deaths_is_not_the_first_thing_a_start_does(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "hello");
        Assert.Single(await TakeAsync(host));
        await DieAsync(host);
        Assert.Single(await TakeAsync(host));
        await DieAsync(host);

        Assert.Empty(await TakeAsync(host));
        host.Clock.Advance(Duration.FromHours(1));
        await host.DrainAsync(); // the next start, however late
        Assert.Empty(host.Journal.Lines);
        host.Clock.Advance(RetryPolicy.AfterDeaths + Duration.FromMilliseconds(1));
        await host.DrainAsync();
        Assert.Equal(["hello"], host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Who_lost_the_lease_cannot_finish(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "hello");
        var mine = Assert.Single(await host.CommitAsync(s => s.GetRequiredService<WorkQueue>().TakeAsync(5, true, default)));
        host.Clock.Advance(WorkQueue.Lease + Duration.FromSeconds(1));
        Assert.Single(await host.CommitAsync(s => s.GetRequiredService<WorkQueue>().TakeAsync(5, true, default)));

        await Assert.ThrowsAsync<LeaseLostException>(() => host.CommitAsync(s => s.GetRequiredService<WorkQueue>().FinishAsync(mine, WorkState.Done, default)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_clock_that_is_set_back_holds_no_message_up(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "at once");
        await host.SendAsync("b", "soon", host.Clock.GetCurrentInstant() + Duration.FromMinutes(3));
        host.Clock.Advance(Duration.FromHours(-24));

        await host.DrainAsync();
        Assert.Equal(["at once"], host.Journal.Lines);
        host.Clock.Advance(Duration.FromMinutes(3));
        await host.DrainAsync();
        Assert.Equal(["at once", "soon"], host.Journal.Lines);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Work_that_never_ends_holds_up_no_other(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        var (never, rest) = (new TaskCompletionSource(), new CountdownEvent(40));
        host.Journal.On = line => line == "endless" ? never.Task : Task.FromResult(rest.Signal());
        await host.SendAsync("a", "endless");
        for (var i = 0; i < 40; i++)
        {
            await host.SendAsync($"b{i}", $"other {i}");
        }

        var drain = host.DrainAsync();
        Assert.True(await Task.Run(() => rest.Wait(TimeSpan.FromSeconds(30))), $"{rest.CurrentCount} wait behind it.");
        Assert.False(drain.IsCompleted);
        never.SetResult();
        Assert.Equal(41, await drain);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_the_process_has_died_of_twice_is_done_alone_after_the_rest(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "suspect");
        for (var deaths = 0; deaths < 2; deaths++)
        {
            Assert.Single(await TakeAsync(host));
            await DieAsync(host);
        }

        host.Clock.Advance(RetryPolicy.AfterDeaths + Duration.FromSeconds(1));
        await host.SendAsync("b", "innocent");
        await host.SendAsync("c", "innocent");
        Task<List<TakenWork>> Take(bool isAlone) => host.CommitAsync(s => s.GetRequiredService<WorkQueue>().TakeAsync(4, isAlone, default));

        Assert.Equal(["b", "c"], (await Take(isAlone: true)).Select(w => w.Row.Key).Order());
        Assert.Empty(await Take(isAlone: false));
        var alone = Assert.Single(await Take(isAlone: true));
        Assert.Equal(("a", true), (alone.Row.Key, alone.IsSuspect));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Nothing_runs_beside_what_the_process_has_died_of_twice(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        await host.SendAsync("a", "suspect");
        for (var deaths = 0; deaths < 2; deaths++)
        {
            Assert.Single(await TakeAsync(host));
            await DieAsync(host);
        }

        Assert.Equal(0, await host.DrainAsync()); // the first of a process has it wait
        host.Clock.Advance(RetryPolicy.AfterDeaths + Duration.FromSeconds(1));
        var (began, ends) = (new TaskCompletionSource(), new TaskCompletionSource());
        host.Journal.On = line =>
        {
            began.TrySetResult();
            return line == "suspect" ? ends.Task : Task.CompletedTask;
        };
        var drain = Task.Run(host.DrainAsync);
        await began.Task;
        await host.SendAsync("b", "innocent");
        Assert.Equal(0, await host.DrainAsync());
        Assert.Equal(["suspect"], host.Journal.Lines);
        ends.SetResult();
        await drain;
        Assert.Equal(["suspect", "innocent"], host.Journal.Lines);
    }

    [Fact]
    public async Task Work_that_never_ends_holds_up_no_other_while_people_are_about()
    {
        await using var host = await DurableHost.StartAsync(DatabaseProvider.Sqlite);
        var (never, rest) = (new TaskCompletionSource(), new CountdownEvent(5));
        host.Journal.On = line => line == "endless" ? never.Task : Task.FromResult(rest.Signal());
        await host.SendAsync("a", "endless");
        for (var i = 0; i < 5; i++)
        {
            await host.SendAsync($"b{i}", $"other {i}");
        }

        host.Services.GetRequiredService<ForegroundLoad>().Enter();
        var drain = host.DrainAsync();
        Assert.True(await Task.Run(() => rest.Wait(TimeSpan.FromSeconds(30))), $"{rest.CurrentCount} wait behind it.");
        Assert.False(drain.IsCompleted);
        never.SetResult();
        Assert.Equal(6, await drain);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Work_that_never_ends_is_set_aside_and_what_it_still_does_is_not_kept(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database, longestSeconds: 1);
        var never = new TaskCompletionSource();
        host.Journal.On = _ => never.Task;
        await host.SendAsync("a", "endless");

        Assert.Equal(1, await host.DrainAsync());
        Assert.Equal((WorkState.Failed, 1), await StateAsync());
        Assert.Contains("did not end", (await host.ReadAsync(db => db.Set<Incident>().SingleAsync())).Sentence, StringComparison.Ordinal);
        never.SetResult();
        Assert.Equal(0, await host.DrainAsync());
        Assert.Equal((WorkState.Failed, 1), await StateAsync());

        async Task<(WorkState, int)> StateAsync() => await host.ReadAsync(db => db.Set<OutboxRow>().SingleAsync()) is var row ? (row.State, row.Attempts) : default;
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Work_that_hangs_within_a_transaction_is_rolled_back_and_others_write(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database, longestSeconds: 1);
        var never = new TaskCompletionSource();
        host.Journal.On = line => line == "bell b" ? never.Task : Task.CompletedTask;
        await host.ScheduleAsync(new TimerRequest("bell", "b", host.Clock.GetCurrentInstant(), new Note("b")));

        Assert.Equal(1, await host.DrainAsync());
        await host.SendAsync("a", "after");
        Assert.Equal(1, await host.DrainAsync());
        never.SetResult();

        Assert.Equal(["bell b", "after"], host.Journal.Lines);
        Assert.Contains("did not end", (await host.ReadAsync(db => db.Set<Incident>().SingleAsync())).Sentence, StringComparison.Ordinal);
        Assert.Equal(0, await host.DrainAsync());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Drains_at_the_same_time_do_not_repeat_work(DatabaseProvider database)
    {
        await using var host = await DurableHost.StartAsync(database);
        var numbers = Enumerable.Range(0, 60).Select(i => $"n{i:00}").ToList();
        foreach (var number in numbers)
        {
            await host.SendAsync(number, number);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(host.DrainAsync)));
        Assert.Equal(numbers, host.Journal.Lines.Order());
    }

    private static Task<List<TakenWork>> TakeAsync(DurableHost host) => host.CommitAsync(s => s.GetRequiredService<WorkQueue>().TakeAsync(1, true, default));

    // Of this machine and this process's number, but not this process: what a container leaves behind.
    private static Task DieAsync(DurableHost host) => host.CommitAsync(async services =>
    {
        var dead = $"{Environment.MachineName}/{Environment.ProcessId}/gone";
        await services.GetRequiredService<KernelDb>().Set<OutboxRow>().Where(r => r.LeaseOwner != null).ExecuteUpdateAsync(r => r.SetProperty(x => x.LeaseOwner, dead));
        await services.GetRequiredService<WorkQueue>().ReleaseAsync(default);
    });
}
