using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>Tells open boards that something changed. Ids only; the board then asks for what it may see.</summary>
internal static class CalendarLive
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(25);

    /// <summary>The page connects again after this, and its rights are looked at again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static async Task<IResult> Stream(HttpContext http, ILiveFeed feed, ITenantConnection connection, IHostApplicationLifetime lifetime)
    {
        // A page stays for minutes; its database connection must not.
        if (connection is IAsyncDisposable open)
        {
            await open.DisposeAsync();
        }

        var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        end.CancelAfter(Longest);
        http.Response.RegisterForDispose(end);
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ReadAsync(feed, end.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(ILiveFeed feed, [EnumeratorCancellation] CancellationToken ct)
    {
        // Listens before it says so: what happens from the greeting on is heard.
        await using var messages = feed.SubscribeAsync("calendar", ct).GetAsyncEnumerator(ct);
        var next = messages.MoveNextAsync().AsTask();
        yield return new SseItem<string>("", "hello");
        while (true)
        {
            await Task.WhenAny(next, Task.Delay(Heartbeat, CancellationToken.None));
            if (!next.IsCompleted)
            {
                yield return new SseItem<string>("", "ping");
                continue;
            }

            if (!await next)
            {
                // Too far behind, or time to connect again: the page loads afresh.
                yield return new SseItem<string>("", "resync");
                yield break;
            }

            yield return new SseItem<string>(messages.Current, "calendar");
            next = messages.MoveNextAsync().AsTask();
        }
    }
}
