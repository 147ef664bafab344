using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AngleSharp.Html.Parser;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.IntegrationTests.WhoSees;
using PracticeCms.Records;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.ApiKeys;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>Keys of programs: what they open, and that one which does not open says no more than that.</summary>
public sealed class ApiKeyTests
{
    private const string Password = "green river stone";

    public static TheoryData<DatabaseProvider> Both => Databases.All;

    [Theory, MemberData(nameof(Both))]
    public async Task A_key_opens_what_it_was_given_and_its_maker_holds_for_as_long_as_it_stands(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Limits:Api:PerKey"] = "60" });
        await host.CreateBareAsync(database);
        await host.CreateBareAsync(database, "Other", "other");
        var seen = await OneClient.MakeAsync(host, "Default", "Seenname", []);
        var walled = await OneClient.MakeAsync(host, "Default", "Walledname", []);
        var maker = await host.InAsync("Default", async s => (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("maker@example.org", "Mia Maker", [StockRoles.Owner], Password))).Value.Id);
        await host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
        {
            services.GetRequiredService<RecordsDb>().Add(new ClientWall { ClientId = walled.Id, UserId = maker, Reason = "family" });
            services.GetRequiredService<IClientAccessChanges>().Announce();
            return Task.FromResult(true);
        }));
        using var staff = await StaffSession.SignInAsync(host, email: "maker@example.org", password: Password);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };

        var key = await MakeAsync(staff, "Books", ["ViewClients"]);
        await Opens_its_right_alone(http, key, seen, walled);
        await Is_refused_like_any_other(host, http, staff, key);
        await Rotates_with_an_overlap(host, http, staff, key);
        using var later = await StaffSession.SignInAsync(host, email: "maker@example.org", password: Password);
        await Is_bound_to_networks(http, later);
        await Follows_its_maker(host, http, later, maker);
        await Is_in_the_audit(host, key);
    }

    private static async Task Opens_its_right_alone(HttpClient http, string key, OneClient seen, OneClient walled)
    {
        using var list = await AskAsync(http, "api/v1/clients", key);
        var text = await list.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Contains(seen.Id.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(walled.Id.ToString(), text, StringComparison.Ordinal);
        Assert.DoesNotContain("@example.com", text, StringComparison.Ordinal);
        foreach (var (path, expected) in ((string, HttpStatusCode)[])[("api/v1/invoices", HttpStatusCode.Forbidden), ($"api/v1/invoices/{seen.Invoice}", HttpStatusCode.Forbidden), ("admin/clients", HttpStatusCode.Redirect), ($"admin/clients/{seen.Id}", HttpStatusCode.Redirect)])
        {
            Assert.Equal((path, expected), (path, await StatusAsync(http, path, key)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "api/v1/clients", null));
    }

    private static async Task Is_refused_like_any_other(TestHost host, HttpClient http, StaffSession staff, string key)
    {
        var revoked = await MakeAsync(staff, "Revoked", ["ViewClients"]);
        await RevokeAsync(host, staff, "Revoked");
        var over = await MakeAsync(staff, "Short", ["ViewClients"], days: "1");
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct => await s.GetRequiredService<PracticeCms.Users.UsersDb>().ApiKeys.Where(k => k.Name == "Short").ExecuteUpdateAsync(k => k.SetProperty(x => x.ExpiresAt, host.Clock.GetCurrentInstant()), ct)));
        var bodies = new HashSet<string>();
        foreach (var wrong in (string[])[revoked, over, key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), "pk_00000000_" + key[12..], "pk_", "nonsense", key + "x"])
        {
            using var answer = await AskAsync(http, "api/v1/clients", wrong);
            Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            bodies.Add(string.Join('|', json.RootElement.EnumerateObject().Where(p => p.Name is not ("traceId" or "requestId")).Select(p => p.ToString())));
        }

        Assert.Single(bodies);
        foreach (var route in PortalRoutes.Of(host).Where(r => r.Text.StartsWith("api/", StringComparison.Ordinal)))
        {
            using var foreign = await AskAsync(http, "other/" + route.With(Ids.New()), key, route.Method);
            Assert.Equal((route.Text, HttpStatusCode.Unauthorized), (route.Text, foreign.StatusCode));
        }
    }

    private static async Task Rotates_with_an_overlap(TestHost host, HttpClient http, StaffSession staff, string key)
    {
        var page = await PageOfAsync(host, staff, "Books");
        using var answer = await staff.SendAsync(page.Path, page.Page, "[name='Input.Hours']", form => form["Input.Hours"] = "2");
        var next = await KeyInAsync(answer);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(http, "api/v1/clients", key), await StatusAsync(http, "api/v1/clients", next)));
        host.Clock.Advance(Duration.FromHours(2));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await StatusAsync(http, "api/v1/clients", key), await StatusAsync(http, "api/v1/clients", next)));
        for (var i = 0; i < 60; i++)
        {
            await StatusAsync(http, "api/v1/clients", next);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(http, "api/v1/clients", next));
        await RevokeAsync(host, staff, "Books", again: true);
        host.Clock.Advance(Duration.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "api/v1/clients", next));
    }

    private static async Task Is_bound_to_networks(HttpClient http, StaffSession staff)
    {
        var here = await MakeAsync(staff, "Here", ["ViewClients"], networks: "127.0.0.0/8, ::1/128");
        var elsewhere = await MakeAsync(staff, "Elsewhere", ["ViewClients"], networks: "192.0.2.0/24");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await StatusAsync(http, "api/v1/clients", here), await StatusAsync(http, "api/v1/clients", elsewhere)));
        using var nonsense = await SendAsync(staff, "Wrong", ["ViewClients"], "30", "somewhere");
        using var endless = await SendAsync(staff, "Endless", ["ViewClients"], "400", "");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (nonsense.StatusCode, endless.StatusCode));
    }

    private static async Task Follows_its_maker(TestHost host, HttpClient http, StaffSession staff, Guid maker)
    {
        var money = await MakeAsync(staff, "Money", ["ViewInvoices", "ViewClients"]);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "api/v1/invoices", money));
        await SetOwnerAsync(host, r => [.. r.Where(p => !p.Contains("Invoice", StringComparison.Ordinal) && !p.Contains("Payment", StringComparison.Ordinal) && !p.Contains("Billing", StringComparison.Ordinal))]);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (await StatusAsync(http, "api/v1/invoices", money), await StatusAsync(http, "api/v1/clients", money)));
        using var beyond = await SendAsync(staff, "Beyond", ["ViewInvoices"], "30", "");
        Assert.Equal(HttpStatusCode.Forbidden, beyond.StatusCode);

        await host.InAsync("Default", async s =>
        {
            await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("owner2@example.org", "Second Owner", [StockRoles.Owner], Password));
            Assert.Null((await s.GetRequiredService<SwitchUser>().ExecuteAsync(maker, enabled: false)).Problem);
        });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "api/v1/clients", money));
    }

    private static async Task Is_in_the_audit(TestHost host, string key)
    {
        var events = (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 5000)))).Entries;
        Assert.Contains(events, e => e is { ActorKind: ActorKind.Program, ActorName: "Key: Books", Action: "called", Reason: "GET /api/v1/clients" or "GET api/v1/clients" });
        Assert.Contains(events, e => e is { ActorKind: ActorKind.Program, ActorName: "Key: Books", Kind: "Client" } && (e.ClientIds.Count > 0 || e.ClientId is not null));
        Assert.Superset(new HashSet<string> { "made", "rotated", "revoked", "denied", "called" }, events.Where(e => e.Kind == "ApiKey").Select(e => e.Action).ToHashSet());
        Assert.DoesNotContain(events, e => e.Reason?.Contains(key[12..], StringComparison.Ordinal) == true);
        Assert.DoesNotContain(await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Users.UsersDb>().ApiKeys.AsNoTracking().ToListAsync()), k => JsonSerializer.Serialize(new { k.Name, k.Prefix, k.Hash }).Contains(key[12..], StringComparison.Ordinal));
    }

    private static async Task<string> MakeAsync(StaffSession staff, string name, string[] permissions, string days = "30", string networks = "")
    {
        using var answer = await SendAsync(staff, name, permissions, days, networks);
        return await KeyInAsync(answer);
    }

    private static async Task<HttpResponseMessage> SendAsync(StaffSession staff, string name, string[] permissions, string days, string networks)
    {
        var page = await staff.PageAsync("admin/api-keys/new");
        var fields = new List<KeyValuePair<string, string>>
        {
            new("__RequestVerificationToken", page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!), new("_handler", "key"), new("Input.Name", name), new("Input.Days", days), new("Input.Scope", "All"), new("Input.Networks", networks),
        };
        fields.AddRange(permissions.Select(p => KeyValuePair.Create("permissions", p)));
        return await staff.Http.PostAsync("admin/api-keys/new", new FormUrlEncodedContent(fields));
    }

    private static async Task<string> KeyInAsync(HttpResponseMessage answer)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStreamAsync());
        return page.QuerySelector("#new-key")?.GetAttribute("value") ?? throw new InvalidOperationException($"{answer.StatusCode}: no key was shown. {page.QuerySelector("main")?.TextContent}");
    }

    private static async Task<(string Path, AngleSharp.Html.Dom.IHtmlDocument Page)> PageOfAsync(TestHost host, StaffSession staff, string name)
    {
        var id = await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Users.UsersDb>().ApiKeys.Where(k => k.Name == name).OrderByDescending(k => k.CreatedAt).ThenByDescending(k => k.Id).Select(k => k.Id).FirstAsync());
        return ($"admin/api-keys/{id}", await staff.PageAsync($"admin/api-keys/{id}"));
    }

    private static async Task RevokeAsync(TestHost host, StaffSession staff, string name, bool again = false)
    {
        if (again)
        {
            // Two hours later the session is over.
            using var later = await StaffSession.SignInAsync(host, email: "maker@example.org", password: Password);
            await RevokeAsync(host, later, name);
            return;
        }

        var page = await PageOfAsync(host, staff, name);
        using var answer = await staff.SendAsync(page.Path, page.Page, ".btn-outline-danger", _ => { });
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static Task SetOwnerAsync(TestHost host, Func<IReadOnlyList<string>, IReadOnlyList<string>> permissions) => host.InAsync("Default", async services =>
    {
        var roles = services.GetRequiredService<IRoles>();
        var owner = (await roles.ListAsync()).Single(r => r.Name == StockRoles.Owner);
        Assert.Null((await roles.SaveAsync(owner with { Permissions = permissions(owner.Permissions) })).Problem);
    });

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string path, string? key, string method = "GET")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return await http.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path, string? key)
    {
        using var answer = await AskAsync(http, path, key);
        return answer.StatusCode;
    }
}
