using System.Text.RegularExpressions;

namespace PracticeCms.Benchmarks;

/// <summary>The list of 100,000 clients, every view audited; search; records opened; the public page; switching a feature on.</summary>
internal static partial class ClientFigures
{
    private const string Feature = "PracticeCms.Compliance";
    private static readonly string[] Searches = ["ann", "ashford", "ber ced", "2022001234", "vera west", "C-04711", "1985-04-12", "karl.lake"];

    public static async Task RunAsync(BenchRun run)
    {
        var large = await run.LargeAsync();
        await using var host = await HostProcess.StartAsync(run, large.Data, "");
        var home = await Load.RunAsync(host, "/");
        run.Print("public.home", home.PerSecond, "requests/s");
        await host.SignInAsync();
        var list = await Load.RunAsync(host, "/admin/clients");
        run.Print("clients.list", list.PerSecond, "requests/s");
        run.Print("clients.list.p95", list.P95Milliseconds, "ms");
        var search = await Numbers.TimeAsync(400, 80, i => host.Http.GetStringAsync($"admin/clients?q={Uri.EscapeDataString(Searches[i % Searches.Length])}"));
        run.Print("clients.search.p95", search.Percentile(95), "ms");
        var records = Record().Matches(await host.Http.GetStringAsync("admin/clients")).Select(m => "/" + m.Value).Distinct().ToArray();
        var record = await Load.RunAsync(host, [.. records.SelectMany(r => (string[])[r, r + "?tab=details"])]);
        run.Print("clients.record", record.PerSecond, "requests/s");
        run.Print("clients.record.p95", record.P95Milliseconds, "ms");
        run.Print("feature.enable", (await EnableAsync(host)).Median(), "ms");
    }

    private static async Task<List<double>> EnableAsync(HostProcess host)
    {
        var times = new List<double>();
        for (var i = 0; i < 9; i++)
        {
            await SwitchAsync(host);
            using (var off = await host.Http.GetAsync("admin/privacy"))
            {
                Expect(off.StatusCode == System.Net.HttpStatusCode.NotFound, "the page of a feature that is off");
            }

            times.AddRange(await Numbers.TimeAsync(1, 0, async _ =>
            {
                await SwitchAsync(host);
                using var on = await host.Http.GetAsync("admin/privacy");
                Expect(on.IsSuccessStatusCode, "the page of a feature that is on");
            }));
        }

        return times;
    }

    private static async Task SwitchAsync(HostProcess host)
    {
        var page = await host.Http.GetStringAsync("admin/settings/features");
        using var answer = await host.Http.PostAsync("admin/settings/features", new FormUrlEncodedContent(
            [new("_handler", $"switch-{Feature}"), new("__RequestVerificationToken", HostProcess.Token(page))]));
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex("admin/clients/[0-9a-f-]{36}")]
    private static partial Regex Record();

    private static void Expect(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"Unexpected answer: {what}.");
        }
    }
}
