namespace PracticeCms.BrowserTests;

/// <summary>Each page with demo data, by machine: accessible, not wider than the screen, quiet in the console.</summary>
public sealed class EveryPageTests
{
    private static readonly string[] Public = ["", "book", "book/check-up", "book/check-up?with=any", "account/signin", "account/forgot", "nothing-here"];

    private static readonly string[] Staff =
    [
        "admin", "admin/calendar", "admin/calendar?view=week", "admin/calendar?view=list", "admin/calendar/new", "admin/calendar/print", "admin/clients", "admin/clients/new", "admin/clients/import",
        "admin/find?q=ada", "admin/invoices", "admin/invoices/new", "admin/outgoing", "admin/payments", "admin/privacy", "admin/profile", "admin/resources", "admin/resources/edit", "admin/resources/location",
        "admin/roles", "admin/roles/edit", "admin/services", "admin/services/edit", "admin/settings", "admin/settings/billing", "admin/settings/branding", "admin/settings/features", "admin/settings/mail",
        "admin/settings/practice", "admin/settings/templates", "admin/tasks", "admin/tasks/new", "admin/users", "admin/users/invite", "admin/workflows", "admin/workflows/import", "admin/workflows/instances",
        "admin/nothing-here",
    ];

    private static readonly string[] Linked = ["admin/clients|a.client-link", "admin/invoices|tbody a[href^='admin/invoices/']", "admin/services|tbody a", "admin/workflows|main a[href^='admin/workflows/']:not([href$='import']):not([href$='instances'])", "admin/users|tbody a"];

    public static TheoryData<string> Recipes { get; } = new("medical", "legal", "accounting");

    [Theory, Trait("Category", "Long"), MemberData(nameof(Recipes))]
    public async Task Every_page_is_accessible_and_fits(string recipe)
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync(recipe, DatabaseProvider.Sqlite, demo: true);
        var signedIn = await Browser.SignInAsync(await browser.PageAsync(host, Browser.Desktop));
        var state = await signedIn.Context.StorageStateAsync();
        var problems = new List<string>();
        foreach (var (size, colours, name) in ((ViewportSize, ColorScheme, string)[])
            [(Browser.Desktop, ColorScheme.Light, "desktop-light"), (Browser.Desktop, ColorScheme.Dark, "desktop-dark"), (Browser.Phone, ColorScheme.Light, "phone-light"), (Browser.Phone, ColorScheme.Dark, "phone-dark")])
        {
            // The verticals differ in words and colours, not in pages: the first is looked at in full.
            var pages = recipe == "medical" ? Staff : ["admin", "admin/calendar", "admin/clients", "admin/invoices"];
            var page = await browser.PageAsync(host, size, colours, state: state);
            foreach (var path in (string[])[.. Public.Where(p => recipe == "medical" || !p.Contains("check-up", StringComparison.Ordinal)), .. pages])
            {
                await page.GotoAsync(path);
                await TryAsync(problems, () => Browser.CheckAsync(page, $"{recipe}-{name}-{path.Replace('/', '-').Replace('?', '-')}", colours == ColorScheme.Dark));
            }

            foreach (var link in Linked.Select(l => l.Split('|')))
            {
                await page.GotoAsync(link[0]);
                await page.Locator(link[1]).First.ClickAsync();
                await page.WaitForURLAsync(u => !u.EndsWith(link[0], StringComparison.Ordinal));
                await TryAsync(problems, () => Browser.CheckAsync(page, $"{recipe}-{name}-{link[0].Replace('/', '-')}-one", colours == ColorScheme.Dark));
            }

            await page.Context.CloseAsync();
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
        Assert.Empty(browser.Complaints);
    }

    private static async Task TryAsync(List<string> problems, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Xunit.Sdk.XunitException e)
        {
            problems.Add(e.Message);
        }
    }
}
