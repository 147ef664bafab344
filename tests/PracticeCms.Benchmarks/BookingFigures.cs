using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;

namespace PracticeCms.Benchmarks;

/// <summary>Bookings by the public API, one after the other and side by side, with mails and workflows, on both databases.</summary>
internal static class BookingFigures
{
    /// <summary>Until the runtime has compiled what is hot; a practice's server runs for weeks.</summary>
    private const int WarmUp = 2000;
    private const int OneByOne = 300;
    private const int SideBySide = 1500;
    private const int Hands = 16;

    public static Task RunAsync(BenchRun run) => BenchRun.OnEachDatabaseAsync((database, where) => MeasureAsync(run, database, where));

    private static async Task MeasureAsync(BenchRun run, string database, string[] where)
    {
        var data = run.NewFolder("booking-" + database);
        await HostProcess.VerbAsync(run, data, [.. LargePractice.SetUp, .. where]);
        await using var local = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant());
        await local.InAsync("Default", LargePractice.AddStaffAsync);
        await using var host = await HostProcess.StartAsync(run, data, "");
        var slots = new ConcurrentQueue<string>(await SlotsAsync(host.Http));
        await BookManyAsync(host, slots, WarmUp);
        await WorkIsDoneAsync(local);
        var times = await Numbers.TimeAsync(OneByOne, 0, _ => BookAsync(host, slots));
        run.Print($"booking.commit.p95.{database}", times.Percentile(95), "ms");
        await WorkIsDoneAsync(local);
        run.Print($"booking.parallel.{database}", SideBySide / await BookManyAsync(host, slots, SideBySide), "bookings/s");
        var began = Stopwatch.GetTimestamp();
        await WorkIsDoneAsync(local);
        run.Print($"booking.behind.{database}", Stopwatch.GetElapsedTime(began).TotalSeconds, "s");
    }

    internal static async Task WorkIsDoneAsync(TestHost local, string tenant = "Default")
    {
        while (await local.InAsync(tenant, async services =>
        {
            var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
            return await services.GetRequiredService<KernelDb>().Set<OutboxRow>().AnyAsync(r => r.State == WorkState.Pending && r.Due <= now);
        }))
        {
            await Task.Delay(200);
        }
    }

    /// <summary>Seconds that many hands need.</summary>
    private static async Task<double> BookManyAsync(HostProcess host, ConcurrentQueue<string> slots, int count)
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Hands).Select(async _ =>
        {
            while (Interlocked.Decrement(ref count) >= 0)
            {
                await BookAsync(host, slots);
            }
        }));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Times of all practitioners that do not touch each other, from the day after tomorrow on.</summary>
    internal static async Task<List<string>> SlotsAsync(HttpClient http, int fortnights = 1)
    {
        using var services = JsonDocument.Parse(await http.GetStringAsync("api/v1/public/services"));
        var service = services.RootElement.GetProperty("items").EnumerateArray().First(s => s.GetProperty("code").GetString() == LargePractice.Service);
        var begin = NodaTime.SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(2);
        var keys = new List<(int Place, string Key)>();
        foreach (var (who, from) in service.GetProperty("practitioners").EnumerateArray().SelectMany(p => Enumerable.Range(0, fortnights).Select(n => (p.GetProperty("id").GetString(), begin.PlusDays(14 * n)))))
        {
            var to = from.PlusDays(11);
            using var answer = JsonDocument.Parse(await http.GetStringAsync($"api/v1/public/availability?service={LargePractice.Service}&practitioner={who}&from={from:uuuu-MM-dd}&to={to:uuuu-MM-dd}"));
            keys.AddRange(answer.RootElement.GetProperty("days").EnumerateArray().SelectMany(d => d.GetProperty("slots").EnumerateArray()).Where((_, i) => i % 2 == 0).Select((s, i) => (i, s.GetProperty("key").GetString()!)));
        }

        return [.. keys.OrderBy(k => k.Place).Select(k => k.Key)]; // as guests come: to one practitioner after the other, not all to the first
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
