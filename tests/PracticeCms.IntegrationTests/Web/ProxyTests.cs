using System.Net;
using PracticeCms.Audit;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>Behind a reverse proxy: whose word on the browser's address is taken, and what cookies are like.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("127.0.0.1", "203.0.113.9")]
    [InlineData("127.0.0.0/8", "203.0.113.9")]
    [InlineData("10.1.0.0/16", "127.0.0.1")]
    [InlineData(null, "127.0.0.1")]
    public async Task Only_a_proxy_that_is_named_says_who_asks(string? named, string address)
    {
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Proxies:0"] = named });
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var browser = StaffSession.Anonymous(host);
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.1, 203.0.113.9");
        using var answer = await browser.SubmitAsync("account/signin", form => form["Input.Email"] = StaffSession.Email, ("Input.Password", StaffSession.Password));

        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: "signed in", PageSize: 1)));
        Assert.Equal(address, Assert.Single(events.Entries).Address);
    }

    [Fact]
    public async Task What_is_no_address_stops_the_start()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Proxies:0"] = "proxy.example" }));

        Assert.Contains("Practice:Proxies 'proxy.example'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_practice_with_an_https_address_gives_cookies_for_https_alone()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        host.SetAddress("https://practice.example/");
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = host.Address };
        using var answer = await http.GetAsync("account/signin");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), c => Assert.Matches("^__Host-Default\\..*; secure", c));
        Assert.Single(answer.Headers.GetValues("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("GET", "p/account/signin?returnUrl=%2Fadmin", "http", 308, "https://practice.example/p/account/signin?returnUrl=%2Fadmin")]
    [InlineData("POST", "p/account/signin", "http", 403, null)]
    [InlineData("GET", "p/api/users", "http", 403, null)]
    [InlineData("GET", "p/account/signin", "https", 200, null)]
    [InlineData("GET", "p/account/signin", null, 200, null)]
    public async Task What_a_proxy_says_came_by_http_is_sent_to_https_and_a_program_is_told(string method, string path, string? said, int status, string? to)
    {
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Proxies:0"] = "127.0.0.1" });
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var practice = host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!;
        practice.Definition.Prefix = "p";
        host.SetAddress("https://practice.example/");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "X-Forwarded-Proto", said is null ? [] : [said] } } };
        using var answer = await http.SendAsync(request);

        Assert.Equal((status, to), ((int)answer.StatusCode, answer.Headers.Location?.AbsoluteUri));
        Assert.Equal(status == 403, (await answer.Content.ReadAsStringAsync()).Contains("https-only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_browser_is_to_remember_of_the_portal_is_in_such_cookies_too()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var plain = (await staff.PageAsync("admin")).DocumentElement;
        var session = staff.Cookies.GetCookies(host.Address)["practice"]!.Value;
        host.SetAddress("https://practice.example/");
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = host.Address };

        using var page = await SendAsync("practice-look=light; __Host-Default.practice-look=dark; practice-nav=narrow", null);
        var root = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await page.Content.ReadAsStringAsync());
        var form = page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-Default.practice-form=", StringComparison.Ordinal)).Split(';')[0];
        var token = root.QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var chosen = await SendAsync(form, new FormUrlEncodedContent(new Dictionary<string, string> { ["theme"] = "light", ["__RequestVerificationToken"] = token }));

        Assert.Equal(("", "__Host-Default."), (plain.GetAttribute("data-cookies"), root.DocumentElement.GetAttribute("data-cookies")));
        Assert.Equal("dark", root.DocumentElement.GetAttribute("data-bs-theme"));
        Assert.Null(root.QuerySelector(".nav-narrow"));
        Assert.Matches("^__Host-Default\\.practice-look=light; .*path=/; secure", Assert.Single(chosen.Headers.GetValues("Set-Cookie")));

        Task<HttpResponseMessage> SendAsync(string cookies, HttpContent? content) => http.SendAsync(new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, content is null ? "admin" : "admin/look")
        {
            Content = content,
            Headers = { { "Cookie", $"__Host-Default.practice={session}; {cookies}" } },
        });
    }
}
