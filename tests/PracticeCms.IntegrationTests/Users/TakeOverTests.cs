using System.Net;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.ApiKeys;
using PracticeCms.Users.Factors;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>Who manages accounts, mail or texts does not become a colleague by it.</summary>
public sealed class TakeOverTests
{
    private const string Password = "blue river stone";
    private const string Lead = "lead@example.org";
    private const string Nina = "nina@example.org";

    [Fact]
    public async Task Mails_with_links_to_sign_in_are_led_elsewhere_by_owners_alone()
    {
        await using var host = await StartAsync();
        await AddAsync(host, Lead, StockRoles.Administrator);
        using var owner = await StaffSession.SignInAsync(host);
        using var admin = await StaffSession.SignInAsync(host, email: Lead, password: Password);

        using var server = await admin.Http.GetAsync("admin/settings/mail");
        Assert.Equal(HttpStatusCode.Forbidden, server.StatusCode);
        foreach (var name in (string[])["mail/invite", "mail/reset", "mail/layout"])
        {
            using var refused = await EditAsync(admin, name);
            Assert.Equal((name, HttpStatusCode.Forbidden), (name, refused.StatusCode));
            using var admitted = await EditAsync(owner, name);
            Assert.Equal((name, HttpStatusCode.OK), (name, admitted.StatusCode));
        }

        using var other = await EditAsync(admin, "mail/test");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Nobody_gives_a_role_that_sees_more_records_than_they_do_and_the_audit_says_who_got_which()
    {
        await using var host = await StartAsync();
        await host.InAsync("Default", async s =>
        {
            var roles = s.GetRequiredService<IRoles>();
            Assert.Null((await roles.SaveAsync(new RoleInfo("Team lead", "", ["AccessAdminPortal", "ManageUsers", "ViewUsers", "ViewClients"], RecordScope.Assigned))).Problem);
            Assert.Null((await roles.SaveAsync(new RoleInfo("All seeing", "", ["ViewClients"], RecordScope.All))).Problem);
            Assert.Null((await roles.SaveAsync(new RoleInfo("Team reader", "", ["ViewClients"], RecordScope.Assigned))).Problem);
        });
        var lead = await AddAsync(host, Lead, "Team lead");
        using var browser = await StaffSession.SignInAsync(host, email: Lead, password: Password);
        Task<HttpResponseMessage> TakeAsync(string role) => ChangeAsync(browser, lead, "Team lead", role);

        using var wider = await TakeAsync("All seeing");
        Assert.Equal(HttpStatusCode.Forbidden, wider.StatusCode);
        using var same = await TakeAsync("Team reader");
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);

        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Kind: "UserRole", PageSize: 100)));
        Assert.Contains(events.Entries, e => e is { Action: "gave", Reason: "Team reader", ActorName: "Lead" } && e.EntityId == lead);
        Assert.DoesNotContain(events.Entries, e => e.Reason == "All seeing");
    }

    [Fact]
    public async Task The_link_into_an_account_that_was_in_use_goes_by_mail_alone_and_its_keys_are_dead()
    {
        await using var host = await StartAsync();
        var nina = await AddAsync(host, Nina, StockRoles.Administrator);
        await host.InAsync("Default", async s =>
        {
            using var actor = s.GetRequiredService<ICurrentActor>().ActAs(ActorKind.Staff, "Nina", nina);
            await s.GetRequiredService<IUnitOfWork>().RunAsync(_ => Task.FromResult(s.GetRequiredService<MakeKey>().Add("Lab", "ViewClients", RecordScope.All, "", host.Clock.GetCurrentInstant(), host.Clock.GetCurrentInstant() + Duration.FromDays(3))));
        });
        using var owner = await StaffSession.SignInAsync(host);
        var path = $"admin/users/{nina}";
        using var reset = await owner.SendAsync(path, await owner.PageAsync(path), "[name=proof]", form => form["proof"] = ResetFactors.Proofs[0]);
        reset.EnsureSuccessStatusCode();
        Assert.True(await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().ApiKeys.AllAsync(k => k.RevokedAt != null)));

        Assert.DoesNotContain("id=\"invitation-link\"", await AgainAsync(owner, path), StringComparison.Ordinal);
        var fresh = await host.InAsync("Default", async s => (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("fresh@example.org", null, [StockRoles.FrontDesk]))).Value.Id);
        Assert.Contains("id=\"invitation-link\"", await AgainAsync(owner, $"admin/users/{fresh}"), StringComparison.Ordinal);
    }

    private static async Task<string> AgainAsync(StaffSession owner, string path)
    {
        var page = await owner.PageAsync(path);
        var button = page.QuerySelectorAll("button").Single(b => b.TextContent.Contains("Invite again", StringComparison.Ordinal));
        button.Id = "again";
        using var answer = await owner.SendAsync(path, page, "#again", _ => { });
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> EditAsync(StaffSession staff, string name)
    {
        var path = $"admin/settings/templates/edit?name={name}";
        return await staff.SendAsync(path, await staff.PageAsync(path), "[name='Input.Source']", form => form["Input.Source"] += "\n<p>More</p>");
    }

    private static async Task<HttpResponseMessage> ChangeAsync(StaffSession staff, Guid user, params string[] roles)
    {
        var page = await staff.PageAsync($"admin/users/{user}");
        var form = (AngleSharp.Html.Dom.IHtmlFormElement)page.QuerySelector("main [name=roles]")!.Closest("form")!;
        var fields = StaffSession.Fields(form).Where(f => f.Key != "roles").Concat(roles.Select(r => KeyValuePair.Create("roles", r)));
        return await staff.Http.PostAsync($"admin/users/{user}", new FormUrlEncodedContent(fields));
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        return host;
    }

    private static Task<Guid> AddAsync(TestHost host, string email, string role) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(email, null, [role], Password))).Value.Id);
}
