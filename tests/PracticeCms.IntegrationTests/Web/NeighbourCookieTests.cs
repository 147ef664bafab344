using System.Net;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.IntegrationTests.Hosting;
using PracticeCms.Records.Contracts;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>Two practices of one host. Whoever is signed in at the one is nobody at the other, whatever the cookie is called that says so.</summary>
public sealed class NeighbourCookieTests
{
    private const string Canary = "Zanzibarova";
    private const string Email = "zora@example.org";
    private const string Password = "green river stone";

    [Theory]
    [InlineData("http", null)]
    [InlineData("https", "other.example")]
    public async Task A_session_of_one_practice_is_nobody_at_another_and_tells_it_nothing(string scheme, string? hostName)
    {
        await using var practices = await HostedPractices.StartAsync(DatabaseProvider.Sqlite, "Other");
        var host = practices.Host;
        var client = await FillAsync(host);
        using var here = await StaffSession.SignInAsync(host, email: Email, password: Password);
        using var there = await StaffSession.SignInAsync(host, "other");
        var (stolen, own) = (SessionOf(here), SessionOf(there));
        await MoveAsync(practices, new TenantChange("Default") { Address = $"{scheme}://here.example/" });
        await MoveAsync(practices, new TenantChange("Other") { Address = $"{scheme}://other.example/", Prefix = hostName is null ? null : "", Hosts = hostName is null ? null : [hostName] });
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        var root = hostName is null ? "other/" : "";

        string[] names = ["practice", "__Host-Default.practice", "__Host-Other.practice"];
        foreach (var cookies in names.Select(n => $"{n}={stolen}").Append(string.Join("; ", names.Select(n => $"{n}={stolen}"))))
        {
            foreach (var path in (string[])["admin", "admin/session", $"admin/clients/{client}"])
            {
                var page = await AskAsync(http, hostName, root + path, cookies);
                Assert.Equal((path, HttpStatusCode.Redirect), (path, page.Status));
                Assert.StartsWith($"/{root}account/signin?", page.Location, StringComparison.Ordinal);
                Assert.False(Tells(page, stolen), page.Text);
            }

            var call = await AskAsync(http, hostName, $"{root}api/v1/clients?q=zan", cookies);
            Assert.Equal(HttpStatusCode.Unauthorized, call.Status);
            Assert.False(Tells(call, stolen), call.Text);

            var signIn = await AskAsync(http, hostName, root + "account/signin", cookies);
            Assert.Equal(HttpStatusCode.OK, signIn.Status);
            Assert.Contains("Input.Password", signIn.Text, StringComparison.Ordinal);
            Assert.False(Tells(signIn, stolen), signIn.Text);
        }

        // Nor the other way round. At its own practice, under its own name, each still is somebody.
        foreach (var name in names)
        {
            Assert.Equal((name, HttpStatusCode.Redirect), (name, (await AskAsync(http, null, "admin/session", $"{name}={own}")).Status));
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(http, null, "admin/session", $"{NameAt("Default")}={stolen}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(http, hostName, root + "admin/session", $"{NameAt("Other")}={own}")).Status);
        var events = await host.InAsync("Other", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 5000)));
        Assert.DoesNotContain(events.Entries, e => e.ClientId == client || e.ClientIds.Contains(client) || $"{e.ActorName}{e.Reason}{e.Fields}".Contains(Canary, StringComparison.Ordinal));

        string NameAt(string practice) => scheme == "https" ? $"__Host-{practice}.practice" : "practice";
    }

    /// <summary>In the default practice, somebody who works there and a client, both known by their name.</summary>
    private static async Task<Guid> FillAsync(TestHost host)
    {
        var added = await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Email, $"Zora {Canary}", [StockRoles.Owner], Password)));
        Assert.True(added.Succeeded, added.Problem?.Message);
        return await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            (await s.GetRequiredService<IClients>().CreateAsync(new NewClient("Zoe", Canary, "zoe@example.com", null), ct)).Value));
    }

    private static string SessionOf(StaffSession staff) => staff.Cookies.GetAllCookies().Single(c => c.Name == "practice").Value;

    private static async Task MoveAsync(HostedPractices practices, TenantChange change)
    {
        var changed = await practices.AsHostAsync(t => t.ChangeAsync(change));
        Assert.True(changed.Succeeded, changed.Problem?.Message);
    }

    private sealed record Answer(HttpStatusCode Status, string? Location, string Text);

    private static async Task<Answer> AskAsync(HttpClient http, string? hostName, string path, string cookies)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", cookies } } };
        request.Headers.Host = hostName;
        using var answer = await http.SendAsync(request);
        return new Answer(answer.StatusCode, answer.Headers.Location?.OriginalString, $"{answer.Headers}\n{await answer.Content.ReadAsStringAsync()}");
    }

    private static bool Tells(Answer answer, string session) => answer.Text.Contains(Canary, StringComparison.OrdinalIgnoreCase) || answer.Text.Contains(session, StringComparison.Ordinal);
}
