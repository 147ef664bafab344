using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PracticeCms.Benchmarks;

/// <summary>Bookings by the public API, one after the other and side by side, with mails and workflows, on both databases.</summary>
internal static class BookingFigures
{
    private const int OneByOne = 300;
    private const int SideBySide = 1500;
    private const int Hands = 16;

    public static async Task RunAsync(BenchRun run)
    {
        await MeasureAsync(run, "sqlite");
        if (PostgresCluster.IsAvailable)
        {
            await MeasureAsync(run, "postgres");
        }
    }

    private static async Task MeasureAsync(BenchRun run, string database)
    {
        var data = run.NewFolder("booking-" + database);
        string[] where = database == "postgres" ? ["--database", "postgres", "--connection-env", PostgresCluster.Variable] : [];
        await HostProcess.VerbAsync(run, data, [.. LargePractice.SetUp, .. where]);
        await using (var local = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant()))
        {
            await local.InAsync("Default", LargePractice.AddStaffAsync);
        }

        await using var host = await HostProcess.StartAsync(run, data, "");
        var slots = new ConcurrentQueue<string>(await SlotsAsync(host));
        var times = await Numbers.TimeAsync(OneByOne, 60, _ => BookAsync(host, slots));
        run.Print($"booking.commit.p95.{database}", times.Percentile(95), "ms");
        var began = Stopwatch.GetTimestamp();
        var left = SideBySide;
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await BookAsync(host, slots);
            }
        }));
        run.Print($"booking.parallel.{database}", SideBySide / Stopwatch.GetElapsedTime(began).TotalSeconds, "bookings/s");
    }

    /// <summary>Times of all practitioners that do not touch each other.</summary>
    private static async Task<List<string>> SlotsAsync(HostProcess host)
    {
        using var services = JsonDocument.Parse(await host.Http.GetStringAsync("api/v1/public/services"));
        var service = services.RootElement.GetProperty("items").EnumerateArray().First(s => s.GetProperty("code").GetString() == LargePractice.Service);
        var today = NodaTime.SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var (from, to) = (today.PlusDays(2), today.PlusDays(13));
        var keys = new List<string>();
        foreach (var who in service.GetProperty("practitioners").EnumerateArray().Select(p => p.GetProperty("id").GetString()))
        {
            using var answer = JsonDocument.Parse(await host.Http.GetStringAsync($"api/v1/public/availability?service={LargePractice.Service}&practitioner={who}&from={from:uuuu-MM-dd}&to={to:uuuu-MM-dd}"));
            keys.AddRange(answer.RootElement.GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("slots").EnumerateArray()).Where((_, i) => i % 2 == 0).Select(s => s.GetProperty("key").GetString()!));
        }

        return keys;
    }

    private static async Task BookAsync(HostProcess host, ConcurrentQueue<string> slots)
    {
        var key = slots.TryDequeue(out var next) ? next : throw new InvalidOperationException("There are too few free times.");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/public/bookings");
        var id = Ids.New().ToString("N");
        request.Headers.Add("Idempotency-Key", id);
        request.Content = JsonContent.Create(new { slotKey = key, client = new { givenName = "Guest", familyName = id[^8..], email = $"{id}@example.com", phone = "" } });
        using var answer = await host.Http.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
    }
}
