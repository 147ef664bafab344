using System.Collections.Concurrent;
using System.Net;

namespace PracticeCms.Benchmarks;

/// <summary>Requests at a steady pace, whether or not the host keeps up with it: one that comes late because the host is slow counts from when it was to be sent.</summary>
internal sealed class SteadyLoad(Func<int, Task<HttpResponseMessage>> ask)
{
    private readonly ConcurrentBag<double> times = [];
    private readonly ConcurrentDictionary<HttpStatusCode, int> statuses = new();

    /// <summary>Milliseconds of each request.</summary>
    public IReadOnlyCollection<double> Times => times;

    /// <summary>Answers in a second.</summary>
    public double Rate { get; private set; }

    public int Count(Func<HttpStatusCode, bool> which) => statuses.Where(s => which(s.Key)).Sum(s => s.Value);

    /// <summary>Returns when the last one is answered.</summary>
    /// <param name="sent">Hears the number of each request when it is under way.</param>
    public async Task RunAsync(int perSecond, TimeSpan length, Action<int>? sent = null)
    {
        var began = Stopwatch.GetTimestamp();
        var asked = new List<Task>();
        for (var i = 0; Stopwatch.GetElapsedTime(began) < length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }

            asked.Add(AskAsync(i, began, due));
            sent?.Invoke(i);
        }

        await Task.WhenAll(asked);
        Rate = times.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task AskAsync(int number, long began, TimeSpan due)
    {
        HttpStatusCode status;
        try
        {
            using var answer = await ask(number);
            status = answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            status = HttpStatusCode.GatewayTimeout; // no answer is a failure too
        }

        times.Add((Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds);
        statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
    }
}
