using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web.Limits;

/// <summary>
/// Answers 429 with <c>Retry-After</c> to whoever asks too much of a <see cref="RateClass"/>: by address, by practice, and by the practice's
/// part of the machine. All other requests of a practice have a part of their own, a wide one.
/// </summary>
internal sealed class RateLimits(RequestDelegate next, IClock clock, IConfiguration configuration)
{
    private readonly RateBuckets buckets = new(clock);
    private readonly FairShare share = new(clock, Read(configuration, "InWork", Math.Max(32, 16 * Environment.ProcessorCount)));
    private readonly FairShare wide = new(clock, Read(configuration, "PagesInWork", Math.Max(256, 128 * Environment.ProcessorCount)), least: 16);

    /// <summary>
    /// From the machine itself come its own tools, and everybody where a proxy does not say for whom it asks: neither is one address.
    /// </summary>
    private readonly bool countsLoopback = configuration.GetValue("Practice:Limits:Loopback", false);

    private readonly Dictionary<RateClass, (int PerAddress, int PerTenant)> limits = Enum.GetValues<RateClass>().ToDictionary(
        c => c, c => (Read(configuration, $"{c}:PerAddress", Standard(c)), Read(configuration, $"{c}:PerTenant", 0)));

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { Metadata: var endpoint } || endpoint.GetMetadata<StaysOpenAttribute>() is not null
            || context.RequestServices.GetRequiredService<TenantScope>() is not { HasTenant: true } scope)
        {
            await next(context);
            return;
        }

        var tenant = scope.Shell.Definition.Name;
        var counted = endpoint.GetMetadata<RateLimitedAttribute>()?.RateClass is { } known && Counts(known, context.Request.Method) ? known : (RateClass?)null;
        var wait = counted is { } rateClass ? Wait(rateClass, tenant, context.Connection.RemoteIpAddress ?? IPAddress.None) : 0;
        using var part = wait > 0 ? null : (counted is null ? wide : share).Enter(tenant);
        if (part is null)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
            return;
        }

        await next(context);
    }

    private int Wait(RateClass rateClass, string tenant, IPAddress address)
    {
        var (perAddress, perTenant) = limits[rateClass];
        var own = IPAddress.IsLoopback(address) && !countsLoopback ? 0 : buckets.Take((rateClass, tenant, Household.Of(address)), perAddress);
        return own > 0 ? own : buckets.Take((rateClass, tenant), perTenant);
    }

    /// <summary>Requests of one address in a minute. A practice behind one address signs in within a few minutes of the morning.</summary>
    internal static int Standard(RateClass rateClass) => rateClass switch
    {
        RateClass.SignIn => 300,
        RateClass.Availability => 1_200,
        RateClass.Booking => 120,
        RateClass.Search => 1_200,
        RateClass.Api => 600,
        _ => 30,
    };

    internal static int Read(IConfiguration configuration, string key, int standard) =>
        configuration.GetValue($"Practice:Limits:{key}", standard) is >= 0 and var value ? value : throw new InvalidOperationException($"Practice:Limits:{key} is a number from 0.");

    private static bool Counts(RateClass rateClass, string method) =>
        rateClass is not (RateClass.SignIn or RateClass.Booking) || !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
}
