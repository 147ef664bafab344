using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Kernel.Web;

namespace PracticeCms.IntegrationTests.Web;

public sealed class HeaderTests
{
    [Fact]
    public async Task Every_answer_to_a_get_carries_the_whole_set_of_headers()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var wrong = new List<string>();
        var looked = 0;
        foreach (var path in GetRoutes(host))
        {
            using var answer = await staff.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
            wrong.AddRange(Faults(answer).Select(f => $"{path} ({(int)answer.StatusCode}): {f}"));
            looked++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(looked > 60, $"only {looked}");
    }

    [Fact]
    public async Task Over_https_the_browser_is_told_to_stay_there_for_a_year()
    {
        await using var host = await TestHost.StartAsync(services: s => s.AddTransient<Microsoft.AspNetCore.Hosting.IStartupFilter, BehindTls>());
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var answer = await http.GetAsync("book");

        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    [Theory]
    [InlineData("_content/PracticePublic/public.css")]
    [InlineData("_content/PracticeAdmin/js/shell.js")]
    [InlineData("theme.css")]
    public async Task Style_sheets_and_scripts_say_how_they_are_encoded(string path)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var answer = await http.GetAsync(path);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("utf-8", answer.Content.Headers.ContentType?.CharSet);
    }

    private static IEnumerable<string> Faults(HttpResponseMessage answer)
    {
        string Header(string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        var policy = Header("Content-Security-Policy");
        var isDownload = answer.Content.Headers.ContentDisposition?.DispositionType == "attachment";
        (bool Ok, string What)[] checks =
        [
            (policy.Contains("default-src 'none'", StringComparison.Ordinal) && !policy.Contains("unsafe-", StringComparison.Ordinal) && !policy.Contains('*', StringComparison.Ordinal), $"policy {policy}"),
            (policy.Contains("frame-ancestors '", StringComparison.Ordinal) && (!isDownload || policy == SecurityHeaders.DownloadPolicy), $"frames {policy}"),
            (Header("X-Content-Type-Options") == "nosniff", "nosniff"),
            (Header("Referrer-Policy") == "same-origin", "referrer"),
            (Header("Cross-Origin-Opener-Policy") == "same-origin", "opener"),
            (Header("Cross-Origin-Resource-Policy") == "same-origin", "resource"),
            (Header("Permissions-Policy").Contains("camera=()", StringComparison.Ordinal), "permissions"),
            (!answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/admin", StringComparison.Ordinal) || answer.Headers.CacheControl?.NoStore == true, $"cache {answer.Headers.CacheControl}"),
            (Header("Server").Length == 0 && Header("X-Powered-By").Length == 0, "server"),
        ];
        return checks.Where(c => !c.Ok).Select(c => c.What);
    }

    private static IEnumerable<string> GetRoutes(TestHost host) =>
        host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Where(p => !p.StartsWith("{**", StringComparison.Ordinal))
            .Select(p => Regex.Replace(p, "{[^}]*}", Ids.New().ToString())).Distinct();

    private sealed class BehindTls : Microsoft.AspNetCore.Hosting.IStartupFilter
    {
        public Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> Configure(Action<Microsoft.AspNetCore.Builder.IApplicationBuilder> next) => app =>
        {
            Microsoft.AspNetCore.Builder.UseExtensions.Use(app, (context, go) =>
            {
                context.Request.Scheme = "https";
                return go(context);
            });
            next(app);
        };
    }
}
