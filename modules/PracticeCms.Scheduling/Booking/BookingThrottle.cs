using System.Collections.Concurrent;
using System.Globalization;

namespace PracticeCms.Scheduling.Booking;

/// <summary>Bookings per address and minute; in memory, because it only has to slow robots down.</summary>
internal sealed class BookingThrottle(IClock clock)
{
    private readonly ConcurrentDictionary<(string Tenant, string Address), Window> windows = new();
    private long swept;

    /// <summary>Of how many addresses something is remembered.</summary>
    internal int Kept => windows.Count;

    /// <summary>False where the address has sent more than is allowed; 0 allows everything.</summary>
    public bool Admit(string tenant, string address, int perMinute)
    {
        if (perMinute <= 0)
        {
            return true;
        }

        var minute = clock.GetCurrentInstant().ToUnixTimeSeconds() / 60;
        if (Interlocked.Exchange(ref swept, minute) != minute)
        {
            foreach (var old in windows.Where(w => w.Value.Minute != minute))
            {
                windows.TryRemove(old);
            }
        }

        return windows.AddOrUpdate((tenant, address), new Window(minute, 1), (_, w) => w.Minute == minute ? w with { Count = w.Count + 1 } : new Window(minute, 1)).Count <= perMinute;
    }

    /// <summary>Until the minute is over.</summary>
    public int SecondsToWait() => 60 - (int)(clock.GetCurrentInstant().ToUnixTimeSeconds() % 60);

    private readonly record struct Window(long Minute, int Count);
}

/// <summary>Answers 429 with <c>Retry-After</c> to an address that sends too much.</summary>
internal sealed class ThrottleFilter(BookingThrottle throttle, ITenant tenant, ISettings settings) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var policy = await settings.GetAsync<BookingPolicy>(http.RequestAborted);
        if (throttle.Admit(tenant.Name, http.Connection.RemoteIpAddress is { } address ? Household.Of(address) : "", policy.PostsPerMinute))
        {
            return await next(context);
        }

        http.Response.Headers.RetryAfter = throttle.SecondsToWait().ToString(CultureInfo.InvariantCulture);
        return Problem.External("too-many-requests", "That was too fast. Please wait a minute and try again.").ToHttp(StatusCodes.Status429TooManyRequests);
    }
}
