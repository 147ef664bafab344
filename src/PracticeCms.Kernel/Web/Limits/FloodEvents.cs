using System.Net;
using Microsoft.AspNetCore.Http;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Web.Limits;

/// <summary>Leaves an event where somebody is told to wait, whoever told them.</summary>
internal sealed class FloodEvents(RequestDelegate next, FewEvents few)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Response.StatusCode != StatusCodes.Status429TooManyRequests || context.RequestServices.GetRequiredService<TenantScope>() is not { HasTenant: true } scope)
        {
            return;
        }

        var from = Household.Of(context.Connection.RemoteIpAddress ?? IPAddress.None);
        if (few.Admits(scope.Shell.Definition.Name, "Request", (from, context.GetEndpoint()?.Metadata.GetMetadata<RateLimitedAttribute>()?.RateClass)))
        {
            await context.RequestServices.GetRequiredService<IAuditTrail>().RecordNowAsync("was throttled", "Request", reason: RequestName.Of(context), ct: CancellationToken.None);
        }
    }
}
