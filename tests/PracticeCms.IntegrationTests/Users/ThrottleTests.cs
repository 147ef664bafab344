using System.Net;
using System.Text.RegularExpressions;
using PracticeCms.Access;
using PracticeCms.Kernel.Durable;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>Guessing closes the password to whoever guesses and takes no other way in from anybody; no answer tells who works here.</summary>
public sealed class ThrottleTests
{
    private const string Nina = "nina@example.org";
    private const string Otto = "otto@example.org";
    private const string Ivan = "ivan@example.org";
    private const string Nemo = "nemo@example.org";
    private const string Password = "blue river stone";
    private const string Guesser = "203.0.113.9";
    private const string Elsewhere = "198.51.100.7";
    private const int Guesses = 1_000;
    private const int Admitted = 10;

    [Theory, Trait("Category", "Long")]
    [InlineData("0")] // without the host's limit before it the form meets every guess
    [InlineData("300")]
    public async Task A_thousand_wrong_passwords_leave_the_passkey_open(string perMinute)
    {
        await using var host = await StartAsync(new() { ["Practice:Proxies:0"] = "127.0.0.1", ["Practice:Limits:SignIn:PerAddress"] = perMinute });
        using var passkey = await SoftPasskey.AddAsync(host, Nina);
        using var guesser = From(host, Guesser);
        var page = await guesser.PageAsync("account/signin");
        Task<HttpResponseMessage> TryAsync(string password) =>
            guesser.SendAsync("account/signin", page, "[name='Input.Email']", form => (form["Input.Email"], form["Input.Password"]) = (Nina, password));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < Guesses; i++)
        {
            using var answer = await TryAsync($"wrong guess {i}");
            answers.Add(answer.StatusCode);
        }

        Assert.All(answers[..Admitted], a => Assert.Equal(HttpStatusCode.BadRequest, a));
        Assert.All(answers[Admitted..], a => Assert.Equal(HttpStatusCode.TooManyRequests, a));
        using var right = await TryAsync(Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);

        using var elsewhere = From(host, Elsewhere);
        Assert.Equal("/admin", await passkey.EnterAsync(elsewhere));
        host.Clock.Advance(Duration.FromTimeSpan(right.Headers.RetryAfter?.Delta ?? TimeSpan.Zero));
        using var again = From(host, Guesser);
        Assert.Equal("/admin", await passkey.EnterAsync(again));
    }

    [Fact]
    public async Task Who_works_here_who_did_and_who_never_did_get_the_same_answers_and_one_gets_a_mail()
    {
        await using var host = await StartAsync([]);
        await host.InAsync("Default", async s =>
        {
            var otto = (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Otto, "Otto", [StockRoles.FrontDesk], Password))).Value;
            Assert.True((await s.GetRequiredService<SwitchUser>().ExecuteAsync(otto.Id, false)).Value);
            Assert.True((await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Ivan, "Ivan", [StockRoles.FrontDesk]))).Succeeded);
        });
        var (signIns, resets) = (new List<(HttpStatusCode Status, string Headers, string Body)>(), new List<(HttpStatusCode Status, string Headers, string Body)>());
        foreach (var (email, password) in ((string, string)[])[(Nina, "red river stone"), (Otto, Password), (Ivan, Password), (Nemo, Password)])
        {
            using var browser = StaffSession.Anonymous(host);
            using var signIn = await browser.SubmitAsync("account/signin", form => form["Input.Email"] = email, ("Input.Password", password));
            signIns.Add(await PlainAsync(signIn, email));
            using var reset = await browser.SubmitAsync("account/forgot", form => form["Input.Email"] = email);
            resets.Add(await PlainAsync(reset, email));
        }

        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK), (signIns[0].Status, resets[0].Status));
        Assert.All(signIns, s => Assert.Equal(signIns[0], s));
        Assert.All(resets, r => Assert.Equal(resets[0], r));
        Assert.Equal([Nina], Mailed(host));
    }

    private static async Task<TestHost> StartAsync(Dictionary<string, string?> configuration)
    {
        var host = await TestHost.StartAsync(configuration: configuration);
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Nina, "Nina", [StockRoles.Owner], Password)));
        return host;
    }

    /// <summary>A browser at this address, behind a proxy that is believed.</summary>
    private static StaffSession From(TestHost host, string address)
    {
        var browser = StaffSession.Anonymous(host);
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return browser;
    }

    /// <summary>Status, headers and body without what differs each time: the date, cookies, tokens, and the address that was typed.</summary>
    private static async Task<(HttpStatusCode Status, string Headers, string Body)> PlainAsync(HttpResponseMessage answer, string email)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).Select(h => h.Key is "Date" or "Set-Cookie" ? h.Key : $"{h.Key}: {string.Join(", ", h.Value)}").Order(StringComparer.Ordinal);
        var body = Regex.Replace(await answer.Content.ReadAsStringAsync(), "(name=\"__RequestVerificationToken\" value|name=\"Passkey.Token\" value|data-options)=\"[^\"]+\"", "");
        return (answer.StatusCode, string.Join('\n', headers), body.Replace(email, "", StringComparison.Ordinal));
    }

    private static List<string> Mailed(TestHost host) =>
    [
        .. Directory.EnumerateDirectories(host.DataFolder, "mail", SearchOption.AllDirectories).SelectMany(f => Directory.EnumerateFiles(f, "*.eml")).Select(f => MimeKit.MimeMessage.Load(f))
            .Where(m => m.Subject == "Choose a new password").SelectMany(m => m.To.Mailboxes).Select(m => m.Address),
    ];
}
