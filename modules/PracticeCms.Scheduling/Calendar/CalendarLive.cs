using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using PracticeCms.Scheduling.Appointments;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>Tells open boards on which days something changed, and nothing else; the board then asks for what it may see.</summary>
internal static class CalendarLive
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(25);

    /// <summary>The page connects again after this, and its rights are looked at again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    [StaysOpen]
    public static async Task<IResult> Stream(HttpContext http, ILiveFeed feed, ICurrentActor actor, ITenantConnection connection, IHostApplicationLifetime lifetime)
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
        return TypedResults.ServerSentEvents(ReadAsync(feed, actor.UserId, end.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> ReadAsync(ILiveFeed feed, Guid? reader, [EnumeratorCancellation] CancellationToken ct)
    {
        // Listens before it says so: what happens from the greeting on is heard.
        await using var messages = feed.SubscribeAsync(CalendarChange.Topic, ct).GetAsyncEnumerator(ct);
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

            yield return new SseItem<string>(For(reader, messages.Current), CalendarChange.Topic);
            next = messages.MoveNextAsync().AsTask();
        }
    }

    private static string For(Guid? reader, string message)
    {
        var change = JsonSerializer.Deserialize<CalendarChange>(message, DurableJson.Options)!;
        return JsonSerializer.Serialize(new { days = change.Days, mine = change.By is not null && change.By == reader }, DurableJson.Options);
    }
}
