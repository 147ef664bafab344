using System.Net;
using PracticeCms.Access;
using PracticeCms.Billing;
using PracticeCms.Billing.Payments;
using PracticeCms.Compliance.Emergencies;
using PracticeCms.Records.Access;
using PracticeCms.Records.Contracts;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>What an emergency does not do: change anything, stand above the team, or take away what one may do anyway.</summary>
public sealed class EmergencyTests
{
    private const string Email = "bill@example.org";
    private const string Password = "green river stone";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Money_of_a_record_that_was_opened_in_an_emergency_is_not_moved_until_one_joins_its_team(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        var user = await BillAsync(host);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var bill = await StaffSession.SignInAsync(host, email: Email, password: Password);
        using var opened = await OpenAsync(bill, client.Id);
        opened.EnsureSuccessStatusCode();
        var token = (await bill.PageAsync("admin/profile")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        async Task<int> OffersAsync(string page) => (await bill.PageAsync(page)).QuerySelectorAll("main form[method=post]:not([action$='/reveal']), main a[href$='/edit']").Length;
        string[] others = [$"admin/invoices/{client.Invoice}", $"admin/invoices/{client.Draft}", $"admin/appointments/{client.Visit}", $"admin/workflows/instances/{client.Run}"];
        var tabs = (await bill.PageAsync($"admin/clients/{client.Id}")).QuerySelectorAll("a.tab").Select(t => t.GetAttribute("href")!).ToList();
        Assert.Contains(tabs, t => t.EndsWith("billing", StringComparison.Ordinal));
        foreach (var page in tabs.Concat(others))
        {
            Assert.Equal((page, 0), (page, await OffersAsync(page)));
        }

        Task<HttpResponseMessage> TakeBackAsync() =>
            bill.Http.PostAsync($"admin/payments/{client.Payment}/reverse", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));

        using var refused = await TakeBackAsync();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.False(await IsTakenBackAsync(host, client.Payment));

        await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().AddMemberAsync(client.Id, user, isResponsible: true));
        foreach (var page in others.Append(tabs.Single(t => t.EndsWith("billing", StringComparison.Ordinal))))
        {
            Assert.NotEqual((page, 0), (page, await OffersAsync(page)));
        }

        using var taken = await TakeBackAsync();
        Assert.True(taken.IsSuccessStatusCode, $"{taken.StatusCode}");
        Assert.True(await IsTakenBackAsync(host, client.Payment));
    }

    [Fact]
    public async Task A_second_emergency_is_not_written_to_on_a_node_that_has_not_heard_of_it()
    {
        Databases.Need(DatabaseProvider.Postgres);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Postgres);
        await BillAsync(host);
        var (first, second) = (await OneClient.MakeAsync(host, "Default", "Firstname", []), await OneClient.MakeAsync(host, "Default", "Secretname", []));
        using var bill = await StaffSession.SignInAsync(host, email: Email, password: Password);
        using var opened = await OpenAsync(bill, first.Id);
        opened.EnsureSuccessStatusCode();
        await using var other = await TestHost.StartAsync(host.DataFolder);
        using var there = await StaffSession.SignInAsync(other, email: Email, password: Password);
        var token = (await there.PageAsync("admin/profile")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var known = await there.Http.GetAsync($"admin/clients/{first.Id}");
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);

        using var again = await OpenAsync(bill, second.Id);
        again.EnsureSuccessStatusCode();

        foreach (var change in (string[])[$"admin/clients/{second.Id}/archive", $"admin/payments/{second.Payment}/reverse", $"admin/clients/{first.Id}/archive"])
        {
            using var answer = await there.Http.PostAsync(change, new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{change}: {answer.StatusCode}");
        }

        Assert.False(await IsTakenBackAsync(host, second.Payment));
    }

    [Fact]
    public async Task Whoever_may_see_a_record_needs_no_emergency_and_the_last_of_a_team_shuts_nobody_out()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var user = await BillAsync(host);
        var client = await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            (await s.GetRequiredService<IClients>().CreateAsync(new NewClient("Ada", "Secretname", "ada@example.com", null), ct)).Value));
        using var bill = await StaffSession.SignInAsync(host, email: Email, password: Password);
        Task<Result> InAccessAsync(Func<ChangeAccess, Task<Result>> change) => host.InAsync("Default", s => change(s.GetRequiredService<ChangeAccess>()));
        await InAccessAsync(a => a.RestrictAsync(client, user, "a neighbour"));

        using var opened = await OpenAsync(bill, client);
        Assert.Equal(HttpStatusCode.Conflict, opened.StatusCode);
        Assert.Equal("last-of-team", (await InAccessAsync(a => a.RemoveMemberAsync(client, user))).Problem!.Code);
        Assert.True((await InAccessAsync(a => a.OpenAsync(client))).Succeeded);
        Assert.True((await InAccessAsync(a => a.RemoveMemberAsync(client, user))).Succeeded);
    }

    /// <summary>Somebody who may take payments back, of assigned clients alone.</summary>
    private static Task<Guid> BillAsync(TestHost host) => host.InAsync("Default", async services =>
    {
        var roles = services.GetRequiredService<IRoles>();
        var owner = (await roles.ListAsync()).Single(r => r.Name == StockRoles.Owner);
        await roles.SaveAsync((await roles.ListAsync()).Single(r => r.Name == StockRoles.Billing) with { Scope = RecordScope.Assigned, Permissions = owner.Permissions });
        return (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Email, "Bill", [StockRoles.Billing], Password))).Value.Id;
    });

    private static Task<bool> IsTakenBackAsync(TestHost host, Guid payment) => host.InAsync("Default", s =>
        s.GetRequiredService<BillingDb>().JournalEntries.AnyAsync(e => e.ReversesId != null && s.GetRequiredService<BillingDb>().JournalEntries.Any(p => p.Id == e.ReversesId && p.SourceId == payment)));

    private static Task<HttpResponseMessage> OpenAsync(StaffSession staff, Guid client) => staff.SubmitAsync(
        $"admin/clients/{client}/emergency", form => (form["Input.Category"], form["Input.Reason"]) = (OpenInEmergency.Categories[0], "Nobody else is in the office"));
}
