using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.IntegrationTests.Backups;
using PracticeCms.IntegrationTests.WhoSees;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>
/// What asks for a factor of the last five minutes: what changes who may do what, what cannot be undone, and data of clients that leaves in bulk.
/// One mail or one invoice is a look at one record, which the audit names, and the export of a workflow holds no client: these ask for none.
/// </summary>
public sealed class StepUpTests
{
    private const string Email = "olga@example.org";
    private const string Password = "green river stone";

    [Fact]
    public async Task What_asks_for_a_fresh_factor_is_listed()
    {
        await using var host = await TestHost.StartAsync();

        Approved.Matches("StepUp.txt", string.Join('\n', Asking(host).Select(a => $"{a.Method,-4} /{a.Route}")) + "\n");
    }

    [Fact]
    public async Task With_a_factor_of_six_minutes_ago_nothing_of_it_is_shown_or_changed()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await host.CreateBareAsync(DatabaseProvider.Sqlite, "Other", "other");
        var client = await OneClient.MakeAsync(host, "Default", "Quill", []);
        await AddAsync(host, Email, StockRoles.Owner);
        var nina = await AddAsync(host, "nina@example.org", StockRoles.Practitioner);
        using var elsewhere = await StaffSession.SignInAsync(host, email: Email, password: Password);
        var session = await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().Sessions.Select(x => x.Id).SingleAsync());
        using var olga = await StaffSession.SignInAsync(host, email: Email, password: Password);
        var token = (await olga.PageAsync("admin/profile")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = olga.Cookies }) { BaseAddress = host.Address };
        (string Below, string Id)[] there =
        [
            ("admin/api-keys/", $"{Ids.New()}"), ("admin/clients/", $"{client.Id}"), ("admin/profile/sessions/", $"{session}"), ("admin/roles/", StockRoles.Assistant), ("admin/settings/features/", "PracticeCms.Billing"), ("admin/tenants/", "Other"),
            ("admin/users/", $"{nina}"), ("admin/workflows/", $"{Ids.New()}"),
        ];
        var asking = Asking(host).Select(a => (a.Method, Path: Regex.Replace(a.Route, "{[^}]*}", _ => there.Single(t => a.Route.StartsWith(t.Below, StringComparison.Ordinal)).Id))).ToList();
        foreach (var (_, path) in asking.Where(a => a.Method == "GET"))
        {
            Assert.False(await IsLedToConfirmAsync(http, path), path);
        }

        host.Clock.Advance(Duration.FromMinutes(6));
        var before = await BackedPractice.RowsAsync(host);
        foreach (var (method, path) in asking)
        {
            Assert.True(method == "GET" ? await IsLedToConfirmAsync(http, path) : await IsRefusedAsync(http, method, path, token), $"{method} {path}");
        }

        var after = await BackedPractice.RowsAsync(host);
        Assert.All(before.Where(t => t.Key != "users_session" && !t.Key.StartsWith("kernel_audit", StringComparison.Ordinal)), t => Assert.Equal(t.Value, after[t.Key]));
        Assert.All(host.App.Services.GetRequiredService<TenantRegistry>().All, t => Assert.Equal(TenantState.Running, t.Definition.State));
        using var still = await elsewhere.Http.GetAsync("admin/profile");
        Assert.Equal("/admin/profile", still.RequestMessage!.RequestUri!.AbsolutePath);
    }

    private static List<(string Method, string Route)> Asking(TestHost host) =>
    [
        .. (from endpoint in host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            let fresh = endpoint.Metadata.GetMetadata<FreshFactorAttribute>()
            where fresh is not null
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            where method != "GET" || fresh?.OnlyToChange != true
            select (Method: method, Route: endpoint.RoutePattern.RawText!.TrimStart('/')))
            .Distinct().OrderBy(a => a.Route, StringComparer.Ordinal).ThenBy(a => a.Method, StringComparer.Ordinal),
    ];

    private static async Task<bool> IsLedToConfirmAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.OriginalString.StartsWith("/account/confirm?returnUrl=", StringComparison.Ordinal);
    }

    private static async Task<bool> IsRefusedAsync(HttpClient http, string method, string path, string token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]) };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Unauthorized && (await answer.Content.ReadAsStringAsync()).Contains("\"step-up\"", StringComparison.Ordinal);
    }

    private static Task<Guid> AddAsync(TestHost host, string email, string role) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(email, role, [role], Password))).Value.Id);
}
