using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.Kernel.Web;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>What of a practice can be asked by people who are signed in, read from the table of endpoints.</summary>
internal static partial class PortalRoutes
{
    internal sealed record Route(string Method, string Text, bool IsPage, IReadOnlyList<string> Permissions)
    {
        public bool TakesId => Text.Contains('{', StringComparison.Ordinal);

        public string With(Guid first, Guid? second = null)
        {
            var given = 0;
            return Segment().Replace(Text, _ => (given++ == 0 ? first : second ?? first).ToString());
        }
    }

    /// <summary>Ids of these are no client's: what the practice itself is made of, and what its staff do.</summary>
    private static readonly string[] NotOfClients =
    [
        "admin/api-keys/", "admin/clients/import", "admin/hours/", "admin/incidents/", "admin/privacy/emergencies/", "admin/profile/", "admin/roles/", "admin/settings/", "admin/tenants/", "admin/users/", "admin/workflows/{",
    ];

    public static bool IsOfNoClient(Route route) => NotOfClients.Any(p => route.Text.StartsWith(p, StringComparison.Ordinal)) || route.Text.EndsWith("/emergency", StringComparison.Ordinal);

    public static IReadOnlyList<Route> Of(TestHost host) => [.. host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
        .Where(e => e.Metadata.GetMetadata<HostEndpoint>() is null && (e.Metadata.GetMetadata<PublicAttribute>() is null || e.Metadata.GetMetadata<RequirePermissionAttribute>() is not null))
        .SelectMany(Methods, Read)
        .OrderBy(r => r.Method == "POST").ThenBy(r => r.Text, StringComparer.Ordinal)];

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        IsPage(endpoint) ? ["GET"] : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    private static Route Read(RouteEndpoint endpoint, string method) => new(
        method, endpoint.RoutePattern.RawText!.TrimStart('/'), IsPage(endpoint), [.. endpoint.Metadata.GetOrderedMetadata<RequirePermissionAttribute>().Select(p => p.Permission)]);

    private static bool IsPage(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Segment();
}
