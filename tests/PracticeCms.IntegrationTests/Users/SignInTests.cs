using System.Buffers.Binary;
using System.Net;
using System.Text.RegularExpressions;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Users;

public sealed class SignInTests
{
    [Fact]
    public async Task The_right_password_opens_the_portal_and_signing_out_closes_it()
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        var answer = await SignInAsync(client, "olga@example.org", "blue river stone", "?returnUrl=%2Fadmin%2Fusers");

        Assert.Equal("/admin/users", new Uri(host.Address, answer.Headers.Location!).AbsolutePath);
        var page = await client.GetAsync("admin/users");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", Token(await page.Content.ReadAsStringAsync()))]);
        await client.PostAsync("account/signout", form);
        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync("admin/users")).StatusCode);
    }

    [Fact]
    public async Task An_unknown_address_and_a_wrong_password_look_the_same()
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        var wrong = await SignInAsync(client, "olga@example.org", "red river stone");
        var unknown = await SignInAsync(client, "nobody@example.org", "red river stone");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(wrong.StatusCode, unknown.StatusCode);
        Assert.Equal(await PlainAsync(wrong, "olga@example.org"), await PlainAsync(unknown, "nobody@example.org"));
    }

    [Fact]
    public async Task Guessing_is_throttled_with_429()
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 11; i++)
        {
            last = (await SignInAsync(client, "olga@example.org", $"wrong guess {i}")).StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Theory]
    [InlineData("blue river stone ")]
    [InlineData(" blue river stone")]
    [InlineData("Blue river stone")]
    [InlineData("blue river ston")]
    public async Task A_password_is_what_was_typed_to_the_last_blank_and_a_wrong_one_leaves_an_event(string typed)
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        var answer = await SignInAsync(client, "olga@example.org", typed);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 100)));
        Assert.Contains(events.Entries, e => e is { Action: "failed", Kind: "SignIn" });
        Assert.DoesNotContain(events.Entries, e => $"{e.Reason}{e.Fields}".Contains("stone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_is_kept_as_210000_rounds_of_PBKDF2()
    {
        await using var host = await StartAsync();
        var hash = Convert.FromBase64String(await host.InAsync("Default", async s => (await s.GetRequiredService<PracticeCms.Users.UsersDb>().Users.AsNoTracking().SingleAsync()).PasswordHash!));

        // Version 1, the pseudo-random function, the rounds: ASP.NET Core Identity's third format.
        Assert.Equal((1, 2, 210_000), (hash[0], BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5))));
    }

    [Fact]
    public async Task Each_sign_in_is_a_session_of_its_own_and_a_changed_cookie_is_none()
    {
        await using var host = await StartAsync();
        async Task<string> CookieAsync()
        {
            using var client = Browser(host);
            using var answer = await SignInAsync(client, "olga@example.org", "blue river stone");
            return answer.Headers.GetValues("Set-Cookie").Single(c => c.Length > 200).Split(';')[0];
        }

        var cookies = new[] { await CookieAsync(), await CookieAsync() };
        Assert.NotEqual(cookies[0], cookies[1]);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host, cookies[0]));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host, cookies[1]));
        foreach (var at in (int[])[30, cookies[0].Length / 2, cookies[0].Length - 10])
        {
            Assert.Equal(HttpStatusCode.Redirect, await AskAsync(host, cookies[0][..at] + (cookies[0][at] == 'A' ? 'B' : 'A') + cookies[0][(at + 1)..]));
        }
    }

    private static async Task<HttpStatusCode> AskAsync(TestHost host, string cookie)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address, DefaultRequestHeaders = { { "Cookie", cookie } } };
        using var answer = await client.GetAsync("admin/session");
        return answer.StatusCode;
    }

    [Fact]
    public async Task However_busy_somebody_is_the_session_ends_after_its_hours()
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        await SignInAsync(client, "olga@example.org", "blue river stone");
        for (var minutes = 0; minutes < 12 * 60; minutes += 10)
        {
            Assert.Equal((minutes, HttpStatusCode.OK), (minutes, (await client.GetAsync("admin/session")).StatusCode));
            host.Clock.Advance(Duration.FromMinutes(10));
        }

        Assert.Equal(HttpStatusCode.Redirect, (await client.GetAsync("admin/session")).StatusCode);
    }

    [Fact]
    public async Task Cookies_of_a_session_are_read_by_no_script_and_sent_by_no_other_site()
    {
        await using var host = await StartAsync();
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        using var page = await client.GetAsync("account/signin");
        var form = Assert.Single(page.Headers.GetValues("Set-Cookie"), c => c.Contains("orm", StringComparison.Ordinal));
        client.DefaultRequestHeaders.Add("Cookie", form.Split(';')[0]);
        using var fields = new FormUrlEncodedContent(
            [new("_handler", "signin"), new("__RequestVerificationToken", Token(await page.Content.ReadAsStringAsync())), new("Input.Email", "olga@example.org"), new("Input.Password", "blue river stone")]);
        using var answer = await client.PostAsync("account/signin", fields);
        var session = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.Length > 200);

        Assert.Contains("samesite=strict; httponly", form, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax; httponly", session, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", form + session, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_in_never_leads_to_another_site()
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        var answer = await SignInAsync(client, "olga@example.org", "blue river stone", "?returnUrl=%2F%2Fevil.example%2Fadmin");

        Assert.Equal(host.Address.Authority, new Uri(host.Address, answer.Headers.Location!).Authority);
    }

    [Fact]
    public async Task A_forgotten_password_form_tells_nobody_who_works_here()
    {
        await using var host = await StartAsync();
        using var client = Browser(host);
        var known = await PostAsync(client, "account/forgot", "forgot", new() { ["Input.Email"] = "olga@example.org" });
        var unknown = await PostAsync(client, "account/forgot", "forgot", new() { ["Input.Email"] = "nobody@example.org" });

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(await PlainAsync(known, "olga@example.org"), await PlainAsync(unknown, "nobody@example.org"));
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", services => services.GetRequiredService<AddUser>().ExecuteAsync(
            new AddUser.Request("olga@example.org", "Olga", [StockRoles.Owner], "blue river stone")));
        return host;
    }

    private static HttpClient Browser(TestHost host) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string email, string password, string query = "") =>
        PostAsync(client, "account/signin" + query, "signin", new() { ["Input.Email"] = email, ["Input.Password"] = password });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string handler, Dictionary<string, string> fields)
    {
        fields["_handler"] = handler;
        fields["__RequestVerificationToken"] = Token(await client.GetStringAsync(path));
        using var form = new FormUrlEncodedContent(fields);
        return await client.PostAsync(path, form);
    }

    private static string Token(string html) => WebUtility.HtmlDecode(Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value);

    // Tokens differ on every page and the address is echoed; all else must not differ.
    private static async Task<string> PlainAsync(HttpResponseMessage answer, string email) =>
        Regex.Replace(await answer.Content.ReadAsStringAsync(), "(name=\"__RequestVerificationToken\" value|name=\"Passkey.Token\" value|data-options)=\"[^\"]+\"", "").Replace(email, "", StringComparison.Ordinal);
}
