using System.Text.Json;
using PracticeCms.Durable;

namespace PracticeCms.IntegrationTests.Durable;

/// <summary>Stopped work as an administrator finds it and has it done again from the command line, beside the running server.</summary>
public sealed class JobVerbTests
{
    [Fact, Trait("Category", "Long")]
    public async Task Stopped_work_is_listed_and_done_once_more()
    {
        await using var host = await DurableHost.StartAsync(DatabaseProvider.Sqlite);
        host.Journal.On = _ => throw new PermanentFailureException("The address does not exist.");
        await host.SendAsync("a", "hello");
        await host.DrainAsync();
        host.Journal.On = _ => Task.CompletedTask;

        var (listed, list) = await RunAsync(host, "jobs", "list", "--json");
        var stopped = Assert.Single(list.GetProperty("incidents").EnumerateArray());
        var id = stopped.GetProperty("id").GetString()!;
        var (unknown, _) = await RunAsync(host, "jobs", "retry", Ids.New().ToString(), "--json");
        var (retried, _) = await RunAsync(host, "jobs", "retry", id, "--json");
        var (again, _) = await RunAsync(host, "jobs", "retry", id, "--json");
        var (_, after) = await RunAsync(host, "jobs", "list", "--json");

        Assert.Equal("The address does not exist.", stopped.GetProperty("sentence").GetString());
        Assert.Equal((0, 3, 0, 4), (listed, unknown, retried, again));
        Assert.Empty(after.GetProperty("incidents").EnumerateArray());
        host.Clock.Set(SystemClock.Instance.GetCurrentInstant()); // the verb is a process of its own and has the real clock
        await host.DrainAsync();
        Assert.Equal(["hello", "hello"], host.Journal.Lines);
    }

    private static async Task<(int Code, JsonElement Json)> RunAsync(DurableHost host, params string[] verb)
    {
        var (code, said) = await PracticeProcess.RunAsync(host.DataFolder, verb, onlyOutput: true);
        return (code, string.IsNullOrWhiteSpace(said) ? default : JsonDocument.Parse(said).RootElement);
    }
}
