using System.Collections.Concurrent;
using System.Net;

namespace PracticeCms.Benchmarks;

/// <summary>
/// Two practices on one host. Staff and guests of the calm one ask ten times a second, reads and bookings in the proportion 7 to 3: first alone, then
/// while guests of the other ask ten times as often. What the calm one notices of it is the ratio of its p95, 1.5 at most. Neither practice limits its
/// guests and none of them is one address, so that only the practice's part of the machine holds the flood; the load runs on the same machine.
/// <c>flood</c> measures a minute of each; <c>PRACTICE_LOAD_MINUTES</c> says otherwise.
/// </summary>
internal static class FloodFigures
{
    private const int CalmPerSecond = 10;
    private const int FloodPerSecond = 10 * CalmPerSecond;
    private const int WarmUp = 1_000;
    private const string Flooded = "Flooded";
    private const string Prefix = "flooded";

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(double.Parse(Environment.GetEnvironmentVariable("PRACTICE_LOAD_MINUTES") ?? "1", CultureInfo.InvariantCulture));

    public static Task RunAsync(BenchRun run) => BenchRun.OnEachDatabaseAsync((database, where) => MeasureAsync(run, database, where));

    private static async Task MeasureAsync(BenchRun run, string database, string[] where)
    {
        var data = run.NewFolder("flood-" + database);
        await HostProcess.VerbAsync(run, data, [.. LargePractice.SetUp, .. where]);
        await HostProcess.VerbAsync(run, data, ["tenant", "create", Flooded, "--prefix", Prefix, .. LargePractice.SetUp[1..], .. where]);
        await using var local = await TestHost.StartAsync(data, now: NodaTime.SystemClock.Instance.GetCurrentInstant());
        await LoadFigures.OpenAsync(local, "Default");
        await LoadFigures.OpenAsync(local, Flooded);
        await using var host = await HostProcess.StartAsync(run, data, "");
        await host.SignInAsync();

        // Connections of its own: who waits for an answer of the one practice keeps nobody from asking the other.
        using var flooding = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256, UseCookies = false }) { BaseAddress = new Uri(host.Address, Prefix + "/") };
        var guests = GuestReads();
        var calm = await AskerAsync(host.Http, [.. LoadFigures.Reads, .. guests]);
        var flood = await AskerAsync(flooding, guests);
        await LoadFigures.WarmUpAsync(WarmUp, calm);
        await LoadFigures.WarmUpAsync(WarmUp, flood);

        var alone = new SteadyLoad(calm);
        await RestAsync(local);
        await alone.RunAsync(CalmPerSecond, Length);
        await RestAsync(local);
        var (beside, many) = (new SteadyLoad(calm), new SteadyLoad(flood));
        await Task.WhenAll(many.RunAsync(FloodPerSecond, Length), beside.RunAsync(CalmPerSecond, Length));
        Print(run, "alone", database, alone);
        Print(run, "beside", database, beside);
        run.Print($"flood.ratio.{database}", beside.Times.Percentile(95) / alone.Times.Percentile(95), "of p95 alone, 1.5 at most");
        run.Print($"flood.rate.{database}", many.Rate, "requests/s");
        run.Print($"flood.bookings.{database}", many.Count(s => s == HttpStatusCode.Created), "bookings");
        run.Print($"flood.429.{database}", many.Count(s => s == HttpStatusCode.TooManyRequests), "answers");
        run.Print($"flood.503.{database}", many.Count(s => s == HttpStatusCode.ServiceUnavailable), "answers");
        run.Print($"flood.failed.{database}", many.Count(s => (int)s >= 500 && s != HttpStatusCode.ServiceUnavailable), "answers");
    }

    private static void Print(BenchRun run, string when, string database, SteadyLoad calm)
    {
        foreach (var percent in (int[])[50, 95, 99])
        {
            run.Print($"flood.{when}.p{percent}.{database}", calm.Times.Percentile(percent), "ms");
        }

        run.Print($"flood.{when}.failed.{database}", calm.Count(s => s == HttpStatusCode.TooManyRequests || (int)s >= 500), "answers");
    }

    private static async Task<Func<int, Task<HttpResponseMessage>>> AskerAsync(HttpClient http, string[] reads)
    {
        var slots = new ConcurrentQueue<string>(await BookingFigures.SlotsAsync(http, fortnights: 1 + (int)(Length.TotalMinutes / 2)));
        return number => LoadFigures.AskAsync(http, reads, slots, number);
    }

    /// <summary>Until the mails and workflows of what was booked are done in both.</summary>
    private static async Task RestAsync(TestHost local)
    {
        await BookingFigures.WorkIsDoneAsync(local);
        await BookingFigures.WorkIsDoneAsync(local, Flooded);
    }

    /// <summary>What guests look at: the welcome page, services, and the free times of two days.</summary>
    private static string[] GuestReads()
    {
        var from = NodaTime.SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(2);
        return ["", "book", "api/v1/public/services", string.Create(CultureInfo.InvariantCulture, $"api/v1/public/availability?service={LargePractice.Service}&from={from:uuuu-MM-dd}&to={from.PlusDays(1):uuuu-MM-dd}")];
    }
}
