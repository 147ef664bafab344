using PracticeCms.Kernel.Jobs;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Kernel.Web;

namespace PracticeHost;

/// <summary>For load balancers and supervisors: 200 or 503, without details and without calls to third parties.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithMetadata(new HostEndpoint("load balancers and supervisors have no account"));
        health.MapGet("/live", () => Answer(true));
        health.MapGet("/ready", (TenantRegistry tenants) => Answer(tenants.All.Count == 0 || tenants.All.Any(t => t.Failure is null || t.MayHeal))); // one broken practice takes no node from the others
        health.MapGet("/jobs", async (JobsHealth jobs, CancellationToken ct) => Answer((await jobs.CheckAsync(ct)).IsHealthy));
    }

    private static IResult Answer(bool healthy) =>
        Results.Text(healthy ? "Healthy" : "Unhealthy", statusCode: healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
