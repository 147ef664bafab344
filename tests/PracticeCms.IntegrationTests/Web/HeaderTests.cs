using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Routing;
using PracticeCms.IntegrationTests.WhoSees;
using PracticeCms.Kernel.Web;

namespace PracticeCms.IntegrationTests.Web;

public sealed class HeaderTests
{
    [Fact]
    public async Task Every_answer_to_a_get_carries_the_whole_set_of_headers()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await OneClient.MakeAsync(host, "Default", "Quill", []);
        using var staff = await StaffSession.SignInAsync(host);
        var wrong = new List<string>();
        var looked = 0;
        foreach (var path in GetRoutes(host, client))
        {
            using var answer = await staff.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
            wrong.AddRange(Faults(answer).Select(f => $"{path} ({(int)answer.StatusCode}): {f}"));
            looked++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(looked > 60, $"only {looked}");
    }

    [Fact]
    public async Task A_document_with_styles_of_its_own_admits_these_by_their_hashes_and_nothing_else_inline()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await OneClient.MakeAsync(host, "Default", "Quill", []);
        using var staff = await StaffSession.SignInAsync(host);
        foreach (var path in (string[])[
            $"admin/invoices/{client.Invoice}/print", $"admin/payments/{client.Payment}/print", $"admin/outgoing/{client.Mail}/body",
            "admin/settings/templates/preview?name=mail/layout", "admin/settings/templates/preview?name=mail/invoice"])
        {
            using var answer = await staff.Http.GetAsync(path);
            var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
            var styles = page.QuerySelectorAll("style").Select(s => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s.TextContent)))}'").ToList();
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            Assert.Empty(Faults(answer));
            Assert.NotEmpty(styles);
            Assert.All(styles, s => Assert.Contains(s, policy, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Signing_out_has_the_browser_forget_what_it_kept()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var token = (await staff.PageAsync("admin/profile")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = staff.Cookies }) { BaseAddress = host.Address };
        using var answer = await http.PostAsync("account/signout", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("\"cache\", \"storage\"", Assert.Single(answer.Headers.GetValues("Clear-Site-Data")));
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

    [Fact]
    public async Task No_other_origin_is_let_in_no_folder_is_listed_nothing_is_traced_and_nobody_is_led_elsewhere()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

        foreach (var method in (HttpMethod[])[HttpMethod.Options, HttpMethod.Get])
        {
            using var asked = new HttpRequestMessage(method, "api/v1/public/services") { Headers = { { "Origin", "https://evil.example" }, { "Access-Control-Request-Method", "POST" } } };
            using var answer = await http.SendAsync(asked);
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
            Assert.Null(answer.Headers.Location);
        }

        foreach (var folder in (string[])["_content/", "_content/PracticeAdmin", "_content/PracticeAdmin/", "_content/PracticeAdmin/js/", "_framework/"])
        {
            using var answer = await http.GetAsync(folder);
            Assert.Equal((folder, HttpStatusCode.NotFound), (folder, answer.StatusCode));
        }

        using var traced = new HttpRequestMessage(HttpMethod.Trace, "book") { Headers = { { "X-Mine", "echo-of-mine" } } };
        using var trace = await http.SendAsync(traced);
        Assert.False(trace.IsSuccessStatusCode);
        Assert.DoesNotContain("echo-of-mine", await trace.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin/clients")]
    [InlineData("api/v1/clients?q=lee")]
    public async Task What_breaks_says_nothing_of_the_inside(string path)
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        await host.InAsync("Default", async s => await s.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>().Database.ExecuteSqlRawAsync("ALTER TABLE records_client RENAME TO records_gone"));
        using var asked = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", path.StartsWith("api", StringComparison.Ordinal) ? "application/json" : "text/html" } } };
        using var answer = await staff.Http.SendAsync(asked);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(path.StartsWith("api", StringComparison.Ordinal) ? "requestId" : "Reference", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("records_|Exception|SQLite|   at |PracticeCms\\.[A-Z]", text);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_booking_that_a_form_of_another_site_could_send_is_none(string type)
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var http = new HttpClient { BaseAddress = host.Address };
        using var content = new StringContent("""{"slotKey":"x","client":{"givenName":"A","familyName":"B","email":"a@example.com"}}""");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var answer = await http.PostAsync("api/v1/public/bookings", content);

        Assert.Contains(answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.UnsupportedMediaType, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized]);
        Assert.DoesNotContain("slot", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase); // refused before it was read
    }

    [Fact]
    public async Task Every_page_of_the_portal_has_the_way_out_and_hides_what_is_secret_while_it_is_typed()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var (without, open, secrets, pages) = (new List<string>(), new List<string>(), 0, 0);
        foreach (var path in PortalRoutes.Of(host).Where(r => r is { IsPage: true, TakesId: false }).Select(r => r.Text).Append("account/signin").Append("account/confirm"))
        {
            using var answer = await staff.Http.GetAsync(path);
            var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
            pages += answer.IsSuccessStatusCode ? 1 : 0;
            without.AddRange(answer.IsSuccessStatusCode && path.StartsWith("admin", StringComparison.Ordinal) && page.QuerySelector("form[action$='account/signout'] button") is null ? [path] : []);
            foreach (var field in page.QuerySelectorAll("input[name*=Password]"))
            {
                secrets++;
                open.AddRange(field.GetAttribute("type") != "password" || field.GetAttribute("autocomplete") is not ("current-password" or "new-password") ? [$"{path}: {field.OuterHtml}"] : []);
            }
        }

        Assert.Empty(without);
        Assert.Empty(open);
        Assert.True(secrets > 2 && pages > 30, $"only {secrets} in {pages}");
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
            (policy.Contains("base-uri '", StringComparison.Ordinal) && (policy.Contains("form-action '", StringComparison.Ordinal) || policy.StartsWith("sandbox;", StringComparison.Ordinal)), $"forms {policy}"),
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

    /// <summary>Each with the id of what is there; a PDF takes a browser, so one that is not there has to do.</summary>
    private static IEnumerable<string> GetRoutes(TestHost host, OneClient client) =>
        host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Where(p => !p.StartsWith("{**", StringComparison.Ordinal)).Distinct()
            .Select(p => (Text: p, There: p.EndsWith(".pdf", StringComparison.Ordinal) ? null : client.For(p)))
            .Select(r => new PortalRoutes.Route("GET", r.Text, false, []).With(r.There?.First ?? Ids.New(), r.There?.Second));

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
