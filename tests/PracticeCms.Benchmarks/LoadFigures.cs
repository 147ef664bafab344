using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Settings;

namespace PracticeCms.Benchmarks;

/// <summary>
/// A busy practice for a while: reads and bookings in the proportion 7 to 3 at a steady pace, 150 a second on SQLite and 200 on
/// PostgreSQL. <c>load</c> takes half a minute; <c>PRACTICE_LOAD_MINUTES</c> says otherwise.
/// </summary>
internal static class LoadFigures
{
    /// <summary>What staff look at.</summary>
    internal static readonly string[] Reads = ["admin/calendar", "admin/clients", "api/v1/public/services", "admin", "admin/clients?q=ann", "api/v1/clients?q=lee", "admin/tasks"];

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PRACTICE_LOAD_MINUTES") ?? "0.5", CultureInfo.InvariantCulture));

    public static Task RunAsync(BenchRun run) => BenchRun.OnEachDatabaseAsync((database, where) => MeasureAsync(run, database, where, database == "sqlite" ? 150 : 200));

    private static async Task MeasureAsync(BenchRun run, string database, string[] where, int perSecond)
    {
        var data = run.NewFolder("load-" + database);
        await HostProcess.VerbAsync(run, data, [.. LargePractice.SetUp, .. where]);
        await using (var local = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant()))
        {
            await OpenAsync(local, "Default");
        }

        await using var host = await HostProcess.StartAsync(run, data, "");
        await host.SignInAsync();
        var largest = 0.0;
        var slots = new ConcurrentQueue<string>(await BookingFigures.SlotsAsync(host.Http, fortnights: 1 + (int)(Length.TotalMinutes / 2)));
        await WarmUpAsync(3_000, i => AskAsync(host.Http, Reads, slots, i));
        var load = new SteadyLoad(i => AskAsync(host.Http, Reads, slots, i));
        await load.RunAsync(perSecond, Length, i => largest = i % perSecond == 0 ? Math.Max(largest, host.ResidentMegabytes) : largest);
        run.Print($"load.p95.{database}", load.Times.Percentile(95), "ms");
        run.Print($"load.p99.{database}", load.Times.Percentile(99), "ms");
        run.Print($"load.rate.{database}", load.Rate, "requests/s");
        run.Print($"load.bookings.{database}", load.Count(s => s == HttpStatusCode.Created), "bookings");
        run.Print($"load.failed.{database}", load.Count(s => (int)s >= 500), "answers");
        run.Print($"load.rss.{database}", largest, "MB");
    }

    /// <summary>Staff to be booked half a year ahead, by guests who may book as fast as they like.</summary>
    internal static async Task OpenAsync(TestHost local, string tenant)
    {
        await local.InAsync(tenant, LargePractice.AddStaffAsync);
        await local.InAsync(tenant, s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<ISettings>().SaveAsync(new BookingPolicy { PostsPerMinute = 0, WindowDays = 200 }, ct)));
    }

    /// <summary>Until the runtime has compiled what is hot; a practice's server runs for weeks.</summary>
    internal static async Task WarmUpAsync(int requests, Func<int, Task<HttpResponseMessage>> ask)
    {
        for (var i = 0; i < requests; i++)
        {
            using var answer = await ask(i);
        }
    }

    /// <summary>Seven reads, then three bookings while there are times.</summary>
    internal static Task<HttpResponseMessage> AskAsync(HttpClient http, string[] reads, ConcurrentQueue<string> slots, int number) =>
        number % 10 < 7 || !slots.TryDequeue(out var slot) ? http.GetAsync(reads[number % reads.Length]) : BookAsync(http, slot);

    private static Task<HttpResponseMessage> BookAsync(HttpClient http, string slot)
    {
        var id = Ids.New().ToString("N");
        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/public/bookings");
        request.Headers.Add("Idempotency-Key", id);
        request.Content = JsonContent.Create(new { slotKey = slot, client = new { givenName = "Guest", familyName = id[^8..], email = $"{id}@example.com", phone = "" } });
        return http.SendAsync(request);
    }
}
