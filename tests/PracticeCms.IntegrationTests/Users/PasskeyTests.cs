using System.Security.Cryptography;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>What of a passkey is looked at. A browser keeps most of it right by itself; this is a device, or a page between, that does not.</summary>
public sealed class PasskeyTests
{
    private const string Nina = "nina@example.org";

    private static readonly Dictionary<string, Action<SoftPasskey>> Lies = new()
    {
        ["another origin"] = p => p.Origin = "https://practice.example",
        ["an origin that begins the same"] = p => p.Origin = "http://localhost.example:5000",
        ["another domain"] = p => p.Domain = "practice.example",
        ["the user was not checked"] = p => p.Flags = SoftPasskey.Present,
        ["another ceremony"] = p => p.Type = "webauthn.create",
        ["an unknown key"] = p => p.Id = RandomNumberGenerator.GetBytes(16),
        ["a forged signature"] = p => p.IsForged = true,
    };

    public static TheoryData<string> AllLies => [.. Lies.Keys];

    [Theory, MemberData(nameof(AllLies))]
    public async Task A_passkey_that_is_not_what_was_asked_for_opens_nothing_and_leaves_an_event(string lie)
    {
        await using var host = await StartAsync();
        using var passkey = await SoftPasskey.AddAsync(host, Nina);
        using var browser = StaffSession.Anonymous(host);
        Lies[lie](passkey);

        Assert.Equal("/account/signin", await passkey.EnterAsync(browser));
        Assert.Equal(["failed"], await EventsAsync(host));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_answer_counts_once(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        using var passkey = await SoftPasskey.AddAsync(host, Nina);
        using var browser = StaffSession.Anonymous(host);
        var page = await browser.PageAsync("account/signin");

        Assert.Equal("/admin", await passkey.EnterAsync(browser, page));
        browser.Cookies.GetAllCookies().Single(c => c.Name == "practice").Expired = true; // signed out, with the page still open
        Assert.Equal("/account/signin", await passkey.EnterAsync(browser, page));
        Assert.Equal(["failed"], await EventsAsync(host));
    }

    [Fact]
    public async Task A_challenge_is_over_after_five_minutes()
    {
        await using var host = await StartAsync();
        using var passkey = await SoftPasskey.AddAsync(host, Nina);
        using var browser = StaffSession.Anonymous(host);
        var page = await browser.PageAsync("account/signin");
        host.Clock.Advance(Duration.FromMinutes(5) + Duration.FromSeconds(1));

        Assert.Equal("/account/signin", await passkey.EnterAsync(browser, page));
    }

    [Fact]
    public async Task A_counter_that_does_not_grow_is_a_copy()
    {
        await using var host = await StartAsync();
        using var passkey = await SoftPasskey.AddAsync(host, Nina);
        foreach (var (counter, path) in ((uint, string)[])[(7, "/admin"), (8, "/admin"), (8, "/account/signin"), (3, "/account/signin"), (9, "/admin")])
        {
            using var browser = StaffSession.Anonymous(host);
            passkey.Counter = counter;
            Assert.Equal((counter, path), (counter, await passkey.EnterAsync(browser)));
        }

        Assert.Equal(["failed", "failed"], await EventsAsync(host));
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database = DatabaseProvider.Sqlite)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Nina, "Nina", [StockRoles.Owner], "blue river stone")));
        return host;
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(TestHost host) =>
        [.. (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Kind: "Passkey", PageSize: 50)))).Entries.Where(e => e.Action == "failed").Select(e => e.Action)];
}
