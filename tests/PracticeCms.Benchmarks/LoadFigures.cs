using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using PracticeCms.Scheduling.Booking;
using PracticeCms.Settings;

namespace PracticeCms.Benchmarks;

/// <summary>
/// A busy practice for a while: reads and bookings in the proportion 7 to 3 at a steady pace, 150 a second on SQLite and 200 on
/// PostgreSQL. A request that comes late because the host is slow counts from when it was to be sent. <c>load</c> takes half a minute;
/// <c>PRACTICE_LOAD_MINUTES</c> says otherwise.
/// </summary>
internal static class LoadFigures
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PRACTICE_LOAD_MINUTES") ?? "0.5", CultureInfo.InvariantCulture));

    public static Task RunAsync(BenchRun run) => BenchRun.OnEachDatabaseAsync((database, where) => MeasureAsync(run, database, where, database == "sqlite" ? 150 : 200));

    private static async Task MeasureAsync(BenchRun run, string database, string[] where, int perSecond)
    {
        var data = run.NewFolder("load-" + database);
        await HostProcess.VerbAsync(run, data, [.. LargePractice.SetUp, .. where]);
        await using (var local = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant()))
        {
            await local.InAsync("Default", LargePractice.AddStaffAsync);
            await local.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<ISettings>().SaveAsync(new BookingPolicy { PostsPerMinute = 0, WindowDays = 200 }, ct)));
        }

        await using var host = await HostProcess.StartAsync(run, data, "");
        await host.SignInAsync();
        var (times, statuses, largest) = (new ConcurrentBag<double>(), new ConcurrentDictionary<HttpStatusCode, int>(), 0.0);
        var slots = new ConcurrentQueue<string>(await BookingFigures.SlotsAsync(host, fortnights: 1 + (int)(Length.TotalMinutes / 2)));
        await WarmUpAsync(host, slots);
        var began = Stopwatch.GetTimestamp();
        var sent = new List<Task>();
        for (var i = 0; Stopwatch.GetElapsedTime(began) < Length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            sent.Add(AskAsync(host, slots, i, began, due, times, statuses));
            largest = i % perSecond == 0 ? Math.Max(largest, host.ResidentMegabytes) : largest;
        }

        await Task.WhenAll(sent);
        run.Print($"load.p95.{database}", times.Percentile(95), "ms");
        run.Print($"load.p99.{database}", times.Percentile(99), "ms");
        run.Print($"load.rate.{database}", times.Count / Stopwatch.GetElapsedTime(began).TotalSeconds, "requests/s");
        run.Print($"load.bookings.{database}", statuses.GetValueOrDefault(HttpStatusCode.Created), "bookings");
        run.Print($"load.failed.{database}", statuses.Where(s => (int)s.Key >= 500).Sum(s => s.Value), "answers");
        run.Print($"load.rss.{database}", largest, "MB");
    }

    private static async Task AskAsync(
        HostProcess host, ConcurrentQueue<string> slots, int number, long began, TimeSpan due, ConcurrentBag<double> times, ConcurrentDictionary<HttpStatusCode, int> statuses)
    {
        HttpStatusCode status;
        try
        {
            using var answer = number % 10 < 7 || !slots.TryDequeue(out var slot) ? await host.Http.GetAsync(Reads[number % Reads.Length]) : await BookAsync(host, slot);
            status = answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            status = HttpStatusCode.GatewayTimeout; // no answer is a failure too
        }

        times.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
        statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
    }

    // Until the runtime has compiled what is hot; a practice's server runs for weeks.
    private static async Task WarmUpAsync(HostProcess host, ConcurrentQueue<string> slots)
    {
        for (var i = 0; i < 3_000; i++)
        {
            using var answer = i % 10 < 7 || !slots.TryDequeue(out var slot) ? await host.Http.GetAsync(Reads[i % Reads.Length]) : await BookAsync(host, slot);
        }
    }

    private static readonly string[] Reads = ["admin/calendar", "admin/clients", "api/v1/public/services", "admin", "admin/clients?q=ann", "api/v1/clients?q=lee", "admin/tasks"];

    private static Task<HttpResponseMessage> BookAsync(HostProcess host, string slot)
    {
        var id = Ids.New().ToString("N");
        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/public/bookings");
        request.Headers.Add("Idempotency-Key", id);
        request.Content = JsonContent.Create(new { slotKey = slot, client = new { givenName = "Guest", familyName = id[^8..], email = $"{id}@example.com", phone = "" } });
        return host.Http.SendAsync(request);
    }
}
