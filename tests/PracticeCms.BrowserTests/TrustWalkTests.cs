using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Data;
using PracticeCms.Records.Access;
using PracticeCms.Records.Contracts;
using PracticeCms.Users.Accounts;

namespace PracticeCms.BrowserTests;

/// <summary>What is guarded in a record, as those see it who reach for it and those who answer for it.</summary>
public sealed class TrustWalkTests
{
    private const string Number = "943-476-5919";

    [Fact]
    public async Task A_record_is_opened_in_an_emergency_a_number_is_revealed_and_somebody_asks_why()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var client = await MakeAsync(host);
        var pia = await Browser.SignInAsync(await browser.PageAsync(host, Browser.Phone), host, "pia@example.org", "green river stone");

        await pia.GotoAsync($"admin/clients/{client}");
        Assert.DoesNotContain("Masked", await pia.ContentAsync(), StringComparison.Ordinal);
        await Browser.CheckAsync(pia, "hidden-phone");
        await pia.ClickAsync("a:has-text('Open in an emergency')");
        await Browser.CheckAsync(pia, "emergency-phone");
        await pia.SelectOptionAsync("[name='Input.Category']", "Standing in for a colleague");
        await pia.FillAsync("[name='Input.Reason']", "Because");
        await pia.ClickAsync("text=Open the record");
        await pia.WaitForSelectorAsync("text=Say why in at least 15 letters");
        await pia.FillAsync("[name='Input.Reason']", "Her doctor is on holiday and she called");
        await pia.ClickAsync("text=Open the record");
        await pia.WaitForSelectorAsync("h1:has-text('Mona Masked')");
        await pia.WaitForSelectorAsync("text=Opened in an emergency: you can read until");
        Assert.Equal(0, await pia.Locator("main form, main a[href$='/edit']").CountAsync());
        await Browser.CheckAsync(pia, "opened-phone");
        foreach (var tab in await pia.Locator("a.tab").EvaluateAllAsync<string[]>("tabs => tabs.map(t => t.href)"))
        {
            await pia.GotoAsync(tab);
            await pia.WaitForSelectorAsync("text=Opened in an emergency");
            Assert.True(await pia.Locator("main form:not([action$='/reveal']), main a[href$='/edit']").CountAsync() == 0, tab);
        }

        await pia.ClickAsync("a.tab[href$=details]");
        Assert.Equal(0, await pia.Locator("main form:not([action$='/reveal']), main a[href$='/edit']").CountAsync());
        var shown = pia.Locator("practice-reveal [data-value]").First;
        Assert.DoesNotContain(Number, await pia.ContentAsync(), StringComparison.Ordinal);
        await pia.EvaluateAsync("() => customElements.whenDefined('practice-reveal').then(() => 0)"); // before, the form opens a page of its own
        await pia.ClickAsync("practice-reveal button:has-text('Reveal')");
        await pia.WaitForSelectorAsync($"text={Number}");
        await Browser.CheckAsync(pia, "revealed-phone");
        await pia.ClickAsync("practice-reveal button:has-text('Hide')");
        Assert.NotEqual(Number, await shown.TextContentAsync());
        Assert.DoesNotContain(Number, await KeptAsync(pia), StringComparison.Ordinal);

        // An hour later it is shut again.
        host.Clock.Advance(Duration.FromMinutes(10));
        await pia.ReloadAsync();
        await pia.WaitForSelectorAsync("h1:has-text('Mona Masked')");
        for (var minutes = 10; minutes <= 60; minutes += 10)
        {
            host.Clock.Advance(Duration.FromMinutes(10)); // somebody works on meanwhile
            await pia.GotoAsync("admin");
        }

        await pia.GotoAsync($"admin/clients/{client}");
        await pia.WaitForSelectorAsync("a:has-text('Open in an emergency')");

        var owner = await Browser.SignInAsync(await browser.PageAsync(host, Browser.Phone), host);
        await owner.GotoAsync("admin/tasks");
        await owner.WaitForSelectorAsync("text=Review an emergency access");
        await owner.GotoAsync("admin/privacy/emergencies");
        await owner.WaitForSelectorAsync("text=Her doctor is on holiday and she called");
        await Browser.CheckAsync(owner, "emergencies-phone");
        await owner.SelectOptionAsync("[name=verdict]", "Justified");
        await owner.ClickAsync("button:text-is('Close')");
        await owner.WaitForSelectorAsync("td span:has-text('Justified')");
        await owner.GotoAsync($"admin/clients/{client}?tab=who-looked");
        await owner.WaitForSelectorAsync("text=Pia Practitioner");
        await Browser.CheckAsync(owner, "who-looked-phone");

        var events = await host.InAsync("Default", services => services.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 500)));
        Assert.Contains(events.Entries, e => e.Action == "opened in an emergency" && e.ClientId == client);
        Assert.Contains(events.Entries, e => e.Action == "revealed" && e.ClientId == client);
        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    [Fact]
    public async Task A_program_gets_a_key_that_is_shown_once_and_a_list_of_clients_is_tried_before_it_is_imported()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var page = await Browser.SignInAsync(await browser.PageAsync(host, Browser.Desktop), host);

        await page.GotoAsync("admin/api-keys/new");
        await page.FillAsync("[name='Input.Name']", "Bookkeeping");
        await page.ClickAsync("text=Make the key");
        await page.WaitForSelectorAsync(".problem:has-text('Choose at least one right')");
        await page.CheckAsync("[value=ViewInvoices]");
        await page.ClickAsync("text=Make the key");
        var key = await page.InputValueAsync("#new-key");
        await Browser.CheckAsync(page, "key-made-desktop");
        await page.ClickAsync("text=See the key's rights");
        await page.WaitForSelectorAsync("h1:has-text('Bookkeeping')");
        await Browser.CheckAsync(page, "key-desktop");
        Assert.DoesNotContain(key, await page.ContentAsync() + await KeptAsync(page), StringComparison.Ordinal);
        using var program = new HttpClient { BaseAddress = host.Address };
        program.DefaultRequestHeaders.Authorization = new("Bearer", key);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await program.GetAsync("api/v1/invoices")).StatusCode);
        await page.ClickAsync("button:text-is('Revoke')");
        await page.WaitForSelectorAsync("text=Key taken back");
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await program.GetAsync("api/v1/invoices")).StatusCode);

        await page.GotoAsync("admin/clients/import");
        await page.SetInputFilesAsync("input[type=file]", new FilePayload
        {
            Name = "clients.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("First name;Last name;E-mail\nNina;Neu;nina.neu@example.org\nKlaus;Kaputt;nobody\n"),
        });
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForSelectorAsync("text=becomes", new() { State = WaitForSelectorState.Attached });
        await Browser.CheckAsync(page, "import-columns-desktop");
        await page.ClickAsync("text=Try it, change nothing");
        await page.WaitForSelectorAsync("text=Rows that need attention");
        await Browser.CheckAsync(page, "import-tried-desktop");
        await page.ClickAsync("text=Import 1 of 2 rows");
        await page.WaitForSelectorAsync("text=See all patients");
        await Browser.CheckAsync(page, "imported-desktop");
        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    /// <summary>A client of the owner's, and somebody who is not of her team.</summary>
    private static async Task<Guid> MakeAsync(TestHost host)
    {
        var client = await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            (await s.GetRequiredService<IClients>().CreateAsync(new NewClient("Mona", "Masked", "mona@example.com", null), ct)).Value));
        using (var staff = await StaffSession.SignInAsync(host))
        {
            using var saved = await staff.SubmitAsync($"admin/clients/{client}/edit", form => form[form.Keys.Single(k => k.EndsWith("IdentityNumber", StringComparison.Ordinal))] = Number);
            saved.EnsureSuccessStatusCode();
        }

        await host.InAsync("Default", async services =>
        {
            var roles = services.GetRequiredService<IRoles>();
            var role = (await roles.ListAsync()).Single(r => r.Name == StockRoles.Practitioner);
            Assert.True((await roles.SaveAsync(role with { Scope = RecordScope.Assigned, Permissions = [.. role.Permissions.Union(["ViewInvoices", "ManageInvoices", "RecordPayments", "ManageClientAccess"])] })).Succeeded);
            var users = await services.GetRequiredService<IUserDirectory>().ListAsync();
            Assert.True((await services.GetRequiredService<ChangeAccess>().AddMemberAsync(client, users[0].Id, isResponsible: true)).Succeeded);
            Assert.True((await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("pia@example.org", "Pia Practitioner", [StockRoles.Practitioner], "green river stone"))).Succeeded);
        });
        return client;
    }

    private static Task<string> KeptAsync(IPage page) =>
        page.EvaluateAsync<string>("async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await caches.keys(), (await indexedDB.databases()).map(d => d.name), document.cookie])");
}
