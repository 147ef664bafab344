using NodaTime.Text;

namespace PracticeCms.Benchmarks;

/// <summary>The day board with 60 visits, and free times over HTTP at 100,000 visits.</summary>
internal static class ScheduleFigures
{
    public static async Task RunAsync(BenchRun run)
    {
        var large = await run.LargeAsync();
        await using var host = await HostProcess.StartAsync(run, large.Data, "");
        await host.SignInAsync();
        var board = await Numbers.TimeAsync(300, 100, _ => host.Http.GetStringAsync($"admin/calendar?date={LocalDatePattern.Iso.Format(large.Crowded)}"));
        run.Print("board.day.p95", board.Percentile(95), "ms");
        var from = large.Crowded.PlusDays(-6);
        var month = $"api/v1/public/availability?service={LargePractice.Service}&from={LocalDatePattern.Iso.Format(from)}&to={LocalDatePattern.Iso.Format(from.PlusDays(29))}";
        var first = await FirstPractitionerAsync(host, month);
        var one = await Numbers.TimeAsync(400, 100, _ => host.Http.GetStringAsync($"{month}&practitioner={first}"));
        run.Print("slots.api.one.p95", one.Percentile(95), "ms");
        var any = await Numbers.TimeAsync(300, 100, _ => host.Http.GetStringAsync(month));
        run.Print("slots.api.any.p95", any.Percentile(95), "ms");
    }

    private static async Task<string> FirstPractitionerAsync(HostProcess host, string month)
    {
        using var answer = System.Text.Json.JsonDocument.Parse(await host.Http.GetStringAsync(month));
        return answer.RootElement.GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("slots").EnumerateArray()).First().GetProperty("practitionerId").GetString()!;
    }
}
