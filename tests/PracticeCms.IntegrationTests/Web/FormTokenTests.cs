using System.Net;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.Kernel.Web;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>Every address that changes something, sent a form from elsewhere by the browser of somebody who is signed in.</summary>
public sealed class FormTokenTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_form_is_taken_without_the_token_of_who_sends_it(bool withOneOfSomebodyElse)
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        using var stranger = StaffSession.Anonymous(host);
        var token = (await stranger.PageAsync("account/signin")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var enabled = await host.InAsync("Default", s => Task.FromResult(s.GetRequiredService<IFeatures>() is var f ? f.All.Select(x => x.Id).Where(f.IsEnabled).ToHashSet() : []));
        var taken = new List<string>();
        var sent = 0;
        foreach (var (method, path) in Unsafe(host, enabled))
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "form", [withOneOfSomebodyElse ? "__RequestVerificationToken" : "Name"] = token }),
            };
            using var answer = await staff.Http.SendAsync(request);
            var said = await answer.Content.ReadAsStringAsync();
            var refused = answer.StatusCode == HttpStatusCode.BadRequest && said.Contains("__RequestVerificationToken", StringComparison.Ordinal);
            if (!refused && path != "api/v1/public/bookings") // that one takes no forms at all
            {
                taken.Add($"{method} {path}: {(int)answer.StatusCode} {said[..Math.Min(400, said.Length)]}");
            }

            sent++;
        }

        Assert.True(taken.Count == 0, string.Join('\n', taken));
        Assert.True(sent > 100, $"only {sent}");
    }

    private static IEnumerable<(string Method, string Path)> Unsafe(TestHost host, HashSet<string> enabled) =>
        from endpoint in host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
        where endpoint.Metadata.GetMetadata<HostEndpoint>() is null && endpoint.RoutePattern.RawText?.Contains("error/", StringComparison.Ordinal) == false && endpoint.Metadata.GetOrderedMetadata<FeatureMetadata>().SelectMany(f => f.Features).All(enabled.Contains)
        let isPage = endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        from method in isPage ? ["POST"] : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where method is not ("GET" or "HEAD")
        select (method, System.Text.RegularExpressions.Regex.Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), "{[^}]*}", Ids.New().ToString()));
}
