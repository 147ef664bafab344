using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.Kernel.Web;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class EndpointTests
{
    [Fact]
    public async Task Every_endpoint_declares_a_permission_or_is_listed_public()
    {
        await using var host = await TestHost.StartAsync();
        var endpoints = Endpoints(host).Where(e => e.Metadata.GetMetadata<HostEndpoint>() is null).ToList();
        var undeclared = endpoints.Where(e => e.Metadata.GetMetadata<RequirePermissionAttribute>() is null
            && e.Metadata.GetMetadata<SignedInAttribute>() is null && e.Metadata.GetMetadata<PublicAttribute>() is null);
        Assert.Empty(undeclared.Select(Name));

        var open = endpoints.Where(e => e.Metadata.GetMetadata<PublicAttribute>() is not null && e.Metadata.GetMetadata<RequirePermissionAttribute>() is null)
            .Select(Name).Distinct().Order(StringComparer.Ordinal);
        Approved.Matches("PublicEndpoints.txt", string.Join('\n', open) + "\n");
    }

    [Fact]
    public async Task What_answers_without_a_practice_is_listed()
    {
        await using var host = await TestHost.StartAsync();
        var answering =
            from endpoint in Endpoints(host)
            let why = endpoint.Metadata.GetMetadata<HostEndpoint>()?.Why
            where why is not null
            select $"{why}: {System.Text.RegularExpressions.Regex.Replace(Name(endpoint), @"[^/]+(\.[a-z0-9]+)$", "*$1")}"; // names of files change with what is in them

        Approved.Matches("HostEndpoints.txt", string.Join('\n', answering.Distinct().Order(StringComparer.Ordinal)) + "\n");
    }

    [Fact]
    public async Task Every_permission_that_an_endpoint_asks_for_is_declared_by_a_feature()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        var declared = await host.InAsync("Default", services => Task.FromResult(
            services.GetRequiredService<IFeatureServices<IPermissionProvider>>().SelectMany(p => p.GetPermissions()).Select(p => p.Name).ToHashSet()));
        var asked = Endpoints(host).SelectMany(e => e.Metadata.GetOrderedMetadata<RequirePermissionAttribute>().Select(p => $"{p.Permission} by {Name(e)}"));

        Assert.DoesNotContain(asked, a => !declared.Contains(a.Split(' ')[0]));
    }

    [Fact]
    public async Task Nothing_that_is_not_public_answers_a_stranger()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var answered = new List<string>();
        foreach (var endpoint in Endpoints(host).Where(e => e.Metadata.GetMetadata<HostEndpoint>() is null && (e.Metadata.GetMetadata<PublicAttribute>() is null || e.Metadata.GetMetadata<RequirePermissionAttribute>() is not null)))
        {
            var path = System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!, "{[^}]*}", Ids.New().ToString());
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
                if ((int)answer.StatusCode is not (302 or 401 or 404))
                {
                    answered.Add($"{method} {path}: {(int)answer.StatusCode}");
                }
            }
        }

        Assert.Empty(answered);
    }

    [Fact]
    public async Task No_practice_can_take_a_first_path_segment_of_the_product()
    {
        await using var host = await TestHost.StartAsync();
        var segments = Endpoints(host).Select(e => e.RoutePattern.RawText!.TrimStart('/').Split('/')[0]).Where(PracticeCms.Kernel.Tenants.TenantStore.IsValidName).Distinct();

        Assert.Empty(segments.Except(PracticeCms.Kernel.Tenants.TenantPlaces.Reserved));
    }

    private static IEnumerable<RouteEndpoint> Endpoints(TestHost host) =>
        host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
            .Where(e => e.RoutePattern.RawText != "{**path:file}"); // files of the assets' development manifest

    private static string Name(RouteEndpoint endpoint) =>
        $"{string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";
}
