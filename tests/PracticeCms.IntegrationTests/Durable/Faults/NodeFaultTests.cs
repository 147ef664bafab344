using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeHost.Chaos;

namespace PracticeCms.IntegrationTests.Durable.Faults;

[Trait("Category", "Long")]
public sealed class NodeFaultTests
{
    [Fact]
    public async Task What_a_frozen_node_holds_is_taken_over_and_its_late_commit_changes_nothing()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var practice = await FaultyPractice.StartAsync(cluster.Variable, nodes: 2);
        practice.Crowd.Start();
        var takenOver = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            await Task.Delay(3000);
            var frozen = practice.Nodes[round % 2];
            practice.Only = practice.Nodes[(round + 1) % 2];
            await Shell.RunAsync("kill", "-STOP", Id(frozen));
            if (await TakenOverAsync(practice, frozen) is { } seconds)
            {
                takenOver.Add(seconds);
            }

            await Shell.RunAsync("kill", "-CONT", Id(frozen));
            practice.Only = null;
        }

        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
        TestContext.Current.SendDiagnosticMessage($"{practice.Crowd.Bookings} bookings; taken over after {string.Join(", ", takenOver.Select(s => $"{s:0.0} s"))}");
        Assert.All(takenOver, s => Assert.InRange(s, 0, 35));
    }

    [Fact]
    public async Task What_a_killed_node_held_is_done_by_the_other()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var practice = await FaultyPractice.StartAsync(cluster.Variable, nodes: 2);
        practice.Crowd.Start();
        for (var round = 0; round < 4; round++)
        {
            await Task.Delay(3000);
            practice.Only = practice.Nodes[1];
            await practice.KillNodeAsync(practice.Nodes[0]);
            await practice.AddNodeAsync();
            practice.Only = null;
        }

        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
        Assert.True(practice.Crowd.Bookings > 20);
    }

    [Fact]
    public async Task A_node_that_is_asked_to_stop_answers_what_it_has_begun()
    {
        await using var practice = await FaultyPractice.StartAsync(postgresVariable: null);
        var node = practice.Nodes[0];
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 32 }) { Timeout = TimeSpan.FromSeconds(60) };
        var from = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(2);
        var page = new Uri(node.Address, string.Create(CultureInfo.InvariantCulture, $"api/v1/public/availability?service={ChaosPractice.Service}&from={from:uuuu-MM-dd}&to={from.PlusDays(30):uuuu-MM-dd}"));
        var begun = Enumerable.Range(0, 32).Select(_ => http.GetAsync(page)).ToList();
        await Task.WhenAny(begun);
        await Shell.RunAsync("kill", "-TERM", Id(node));

        var answers = await Task.WhenAll(begun);
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
        var asked = Stopwatch.GetTimestamp();
        while (!node.HasDied && Stopwatch.GetElapsedTime(asked) < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(50);
        }

        Assert.True(node.HasDied, "The node is still there after half a minute.");
    }

    [Fact]
    public async Task Work_that_kills_the_process_is_set_aside_after_three_deaths_and_the_rest_goes_on()
    {
        Assert.SkipUnless(CrashPoint.AreBuiltIn, "This build has no crash points.");
        await using var practice = await FaultyPractice.StartAsync(postgresVariable: null);
        var began = Stopwatch.GetTimestamp();
        await practice.KillNodeAsync(practice.Nodes[0]);
        var deaths = 0;
        await practice.AddNodeAsync(("PRACTICE_CRASH_POINT", "outbox.before-effect"));
        Assert.NotNull(await practice.Crowd.BookAsync(practice.Crowd.Guest(1), default));
        while (await OpenIncidentsAsync(practice) == 0 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(3))
        {
            if (practice.Nodes is not [{ HasDied: false }])
            {
                deaths++;
                await Task.WhenAll(practice.Nodes.ToList().Select(practice.KillNodeAsync));
                try
                {
                    await practice.AddNodeAsync(("PRACTICE_CRASH_POINT", "outbox.before-effect"));
                }
                catch (ChildEndedException)
                {
                    // It died of the work before it answered its first request.
                }
            }

            await Task.Delay(100);
        }

        // Each piece of the booking's work kills here; of the first that is set aside three deaths are counted, and it is taken once more to be set aside.
        Assert.InRange(deaths, 3, 12);
        Assert.Equal(4, await practice.InAsync(s => s.GetRequiredService<KernelDb>().Set<OutboxRow>().Where(r => s.GetRequiredService<KernelDb>().Set<Incident>().Any(i => i.MessageId == r.Id)).Select(r => r.Attempts).FirstAsync()));
        Assert.Equal(1, await OpenIncidentsAsync(practice));
        Assert.False(Assert.Single(practice.Nodes).HasDied);
    }

    private static Task<int> OpenIncidentsAsync(FaultyPractice practice) =>
        practice.InAsync(s => s.GetRequiredService<KernelDb>().Set<Incident>().CountAsync(i => i.State == IncidentState.Open));

    /// <summary>Seconds until no pending work is held by the node; null where it held none.</summary>
    private static Task<double?> TakenOverAsync(FaultyPractice practice, ChildHost frozen) => practice.InAsync<double?>(async services =>
    {
        var (began, held) = (Stopwatch.GetTimestamp(), false);
        var owner = $"/{Id(frozen)}/";
        var rows = services.GetRequiredService<KernelDb>().Set<OutboxRow>().AsNoTracking();
        while (await rows.AnyAsync(r => r.State == WorkState.Pending && r.LeaseOwner != null && r.LeaseOwner.Contains(owner)))
        {
            held = true;
            Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 60);
            await Task.Delay(100);
        }

        return held ? Stopwatch.GetElapsedTime(began).TotalSeconds : null;
    });

    private static string Id(ChildHost node) => node.Id.ToString(CultureInfo.InvariantCulture);
}
