using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Web.Limits;

namespace PracticeCms.Kernel.Web;

/// <summary>
/// Turns <c>Authorization: Bearer pk_...</c> into the scope's actor, on the addresses for programs alone. Every key that does not open answers alike, so
/// that nobody learns which keys there have been.
/// </summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IClock clock, IConfiguration configuration)
{
    private const string Scheme = "Bearer ";
    private readonly RateBuckets buckets = new(clock);
    private readonly int perKey = RateLimits.Read(configuration, $"{RateClass.Api}:PerKey", RateLimits.Standard(RateClass.Api));
    private readonly int wrongPerAddress = RateLimits.Read(configuration, $"{RateClass.Api}:WrongPerAddress", 60);

    public async Task InvokeAsync(HttpContext context)
    {
        var tenant = context.RequestServices.GetRequiredService<TenantScope>();
        if (!tenant.HasTenant || !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || Presented(context.Request) is not { } presented)
        {
            await next(context);
            return;
        }

        var from = context.Connection.RemoteIpAddress ?? System.Net.IPAddress.None;
        if (context.RequestServices.GetService<IApiKeys>() is not { } keys || await keys.FindAsync(presented, from, context.RequestAborted) is not { } access)
        {
            await RefuseAsync(context, buckets.Take((tenant.Shell.Definition.Name, Household.Of(from)), wrongPerAddress));
            return;
        }

        if (buckets.Take(access.Id, perKey) is > 0 and var wait)
        {
            await WaitAsync(context, wait);
            return;
        }

        tenant.SessionId = access.Id;
        context.RequestServices.GetRequiredService<CurrentActor>().CalledWith(access, await context.RequestServices.GetRequiredService<Roles>().CurrentAsync(context.RequestAborted));
        await context.RequestServices.GetRequiredService<IAuditTrail>().RecordNowAsync("called", "ApiKey", entityId: access.Id, reason: RequestName.Of(context), ct: context.RequestAborted);
        await next(context);
    }

    private static string? Presented(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    private static async Task RefuseAsync(HttpContext context, int wait)
    {
        if (wait > 0)
        {
            await WaitAsync(context, wait);
            return;
        }

        await context.RequestServices.GetRequiredService<IAuditTrail>().RecordNowAsync("denied", "ApiKey", ct: context.RequestAborted);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        await new Problem(ProblemKind.Forbidden, "api-key", "This key does not open anything here. Ask whoever runs the practice for a new one.", []).ToHttp(StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    private static Task WaitAsync(HttpContext context, int wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }
}
