using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PracticeCms.Kernel.Web;

/// <summary>What was asked for, for the audit: the route as it stands in the code, because an address may hold what somebody searched for.</summary>
internal static class RequestName
{
    public static string Of(HttpContext context) => $"{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an address that is none"}";
}
