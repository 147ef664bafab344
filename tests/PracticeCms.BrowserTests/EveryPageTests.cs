using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Modules;

namespace PracticeCms.BrowserTests;

/// <summary>Each page with demo data, by machine: accessible, not wider than the screen, quiet in the console.</summary>
public sealed class EveryPageTests
{
    private static readonly string[] Public = ["", "book", "account/signin", "account/forgot", "nothing-here"];

    private static readonly string[] Staff =
    [
        "admin", "admin/api-keys", "admin/api-keys/new", "admin/calendar", "admin/calendar?view=week", "admin/calendar?view=list", "admin/calendar/new", "admin/calendar/print", "admin/clients", "admin/clients/new", "admin/clients/import",
        "admin/find?q=ada", "admin/incidents?all=true", "admin/invoices", "admin/invoices/new", "admin/outgoing", "admin/payments", "admin/privacy", "admin/privacy/proof", "admin/privacy/kept", "admin/privacy/keys", "admin/privacy/emergencies", "admin/profile", "admin/profile/security", "admin/resources", "admin/resources/edit", "admin/resources/location",
        "admin/roles", "admin/roles/edit", "admin/services", "admin/services/edit", "admin/settings", "admin/settings/billing", "admin/settings/booking", "admin/settings/branding", "admin/settings/features", "admin/settings/features/PracticeCms.Billing", "admin/settings/health", "admin/settings/mail",
        "admin/settings/practice", "admin/settings/sending", "admin/settings/sign-in", "admin/settings/templates", "admin/tasks", "admin/tasks/new", "admin/users", "admin/users/invite", "admin/workflows", "admin/workflows/import", "admin/workflows/instances",
        "admin/tenants", "admin/tenants/new", "admin/tenants/recipes", "admin/tenants/Default", "admin/nothing-here",
    ];

    // The verticals differ in words and colours, not in pages: the medical one is looked at in full.
    private static readonly string[] Main = ["admin", "admin/calendar", "admin/clients", "admin/invoices", "admin/services", "admin/workflows"];

    // Pages whose address stands on another page, as the first link that the selector finds there.
    private static readonly (string On, string Link)[] Linked =
    [
        ("admin/calendar", "a.visit"), ("admin/clients", "a.client-link"), ("admin/clients-one", "a.tab[href$=details]"), ("admin/clients-one", "a.tab[href$=visits]"), ("admin/clients-one", "a.tab[href$=notes]"),
        ("admin/clients-one", "a.tab[href$=documents]"), ("admin/clients-one", "a.tab[href$=billing]"), ("admin/clients-one", "a.tab[href$=looked]"), ("admin/clients-one", "a[href$=edit]"), ("admin/clients-one", "a[href$=erase]"), ("admin/clients-one", "a[href$=export]"),
        ("admin/invoices", "tr:has(.tag-info) a"), ("admin/outgoing", "tbody a"), ("admin/resources", "a[href*='hours/']"), ("admin/resources", "a[href*='edit?id']"), ("admin/roles", "a[href*='edit?name']"),
        ("admin/services", "tbody a"), ("admin/settings/templates", "a[href*='edit?name']"), ("admin/users", "tbody a"), ("admin/workflows", "tbody a"), ("admin/workflows-one", "a.tab[href$=versions]"),
        ("admin/workflows/instances", "tbody a"),
    ];

    // Pages that need a link, a file or an emergency: the other walks stand on them.
    private static readonly string[] Elsewhere =
    [
        "account/confirm", "account/invite/{Token}", "account/protect", "account/reset/{Token}", "account/verify", "admin/api-keys/{Id:guid}", "admin/clients/import/{Id:guid}", "admin/clients/{Id:guid}/emergency",
    ];

    [Fact]
    public Task The_main_pages_are_accessible_and_fit() => LookAtAsync("medical", Main, each: false);

    [Fact, Trait("Category", "Long")]
    public Task Every_page_is_accessible_and_fits_in_each_size_and_colour() => LookAtAsync("medical", Staff, each: true);

    [Theory, Trait("Category", "Long"), InlineData("legal"), InlineData("accounting")]
    public Task The_main_pages_of_other_recipes_are_accessible_and_fit(string recipe) => LookAtAsync(recipe, Main, each: true);

    private static async Task LookAtAsync(string recipe, string[] staff, bool each)
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync(recipe, DatabaseProvider.Sqlite, demo: true);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<IFeatures>().EnableAsync(["PracticeCms.Tenants"], ct)));
        var walk = new Walk(recipe, each);
        await BookAsync(await browser.PageAsync(host, Browser.Phone), walk);
        host.Clock.Advance(Duration.FromMinutes(5)); // what may be undone has been left alone long enough
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

        walk.Add([.. Public, .. staff]);
        var first = await Browser.SignInAsync(await browser.PageAsync(host, Browser.Desktop), host);
        var second = await browser.PageAsync(host, Browser.Desktop, state: await first.Context.StorageStateAsync());
        await Task.WhenAll(walk.GoAsync(first), walk.GoAsync(second));

        Assert.True(walk.Problems.IsEmpty, string.Join("\n\n", walk.Problems));
        if (staff == Staff)
        {
            Assert.Empty(Pages(host).Where(p => !Elsewhere.Contains(p) && !walk.Seen.Any(u => IsAt(u, p))));
        }

        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    /// <summary>The routes of all pages that the practice has, but those of errors, which stand at other addresses.</summary>
    private static IEnumerable<string> Pages(TestHost host) => host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        .Select(e => e.RoutePattern.RawText!.Trim('/')).Where(r => !r.StartsWith("error/", StringComparison.Ordinal)).Distinct();

    private static bool IsAt(string url, string route) =>
        Regex.IsMatch(new Uri(url).AbsolutePath.Trim('/'), "^" + string.Join("[^/]+", Regex.Split(route, "{[^}]*}").Select(Regex.Escape)) + "$", RegexOptions.IgnoreCase);

    private static async Task BookAsync(IPage page, Walk walk)
    {
        await page.GotoAsync("book");
        await page.ClickAsync("a.choice");
        await page.WaitForSelectorAsync(".day-strip, a.choice[href*='with=']");
        if (await page.Locator("a.choice").CountAsync() > 0)
        {
            await walk.LookAsync(page, "book-who");
            await page.ClickAsync("a.choice[href$='with=any']");
        }

        await page.Locator(".day-strip a.day:not(.none)").Nth(2).ClickAsync();
        await walk.LookAsync(page, "book-times");
        await page.Locator("button.slot").First.ClickAsync();
        await page.FillAsync("#givenName", "Wanda");
        await page.FillAsync("#familyName", "Walker");
        await page.FillAsync("#email", "wanda.walker@example.com");
        await WorkingDayTests.AnswerAsync(page);
        await walk.LookAsync(page, "book-details");
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForSelectorAsync("h1:has-text('You are booked')");
        await walk.LookAsync(page, "visit");
    }

    /// <summary>What is still to be looked at, and what was found.</summary>
    private sealed class Walk(string recipe, bool each)
    {
        private readonly ConcurrentQueue<(string Name, string Url)> ahead = new();

        public ConcurrentQueue<string> Problems { get; } = new();
        public ConcurrentQueue<string> Seen { get; } = new();

        public void Add(IEnumerable<string> urls)
        {
            foreach (var url in urls)
            {
                ahead.Enqueue((url, url));
            }
        }

        public async Task GoAsync(IPage page)
        {
            while (ahead.TryDequeue(out var next))
            {
                await page.GotoAsync(next.Url);
                foreach (var (link, i) in Linked.Where(l => l.On == next.Name).Select((l, i) => (l.Link, i)))
                {
                    var href = await page.Locator(link).First.EvaluateAsync<string>("a => a.href");
                    ahead.Enqueue(($"{next.Name}-{(i == 0 ? "one" : i)}", href));
                }

                await LookAsync(page, next.Name);
            }
        }

        public async Task LookAsync(IPage page, string name)
        {
            Seen.Enqueue(page.Url);
            foreach (var problem in await Browser.LookAsync(page, $"{recipe}-{name.Replace('/', '-').Replace('?', '-')}", each))
            {
                Problems.Enqueue(problem);
            }
        }
    }
}
