using System.Net;
using System.Text.RegularExpressions;
using PracticeCms.Access;
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
