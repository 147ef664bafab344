using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using UglyToad.PdfPig;

namespace PracticeCms.BrowserTests;

/// <summary>A whole working day in a real browser, from the setup page to the page that shows who looked.</summary>
public sealed partial class WorkingDayTests
{
    private const string Answer = "A look at my Xylophanes knee";
    private const string Slots = "form button.slot";

    [Fact]
    public Task A_practice_is_set_up_and_works_a_day() => WorkADayAsync("desktop");

    [Fact, Trait("Category", "Long")]
    public Task A_practice_is_set_up_and_works_a_day_on_a_phone() => WorkADayAsync("phone");

    private static async Task WorkADayAsync(string screen)
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync(jobs: true);
        var staff = await browser.PageAsync(host, screen == "phone" ? Browser.Phone : Browser.Desktop);
        await SetUpAsync(staff, host, screen);
        using var sql = new ClientTableReads(host);

        // A client books two days ahead while the board of that day is open.
        var client = await browser.PageAsync(host, Browser.Phone);
        var visit = await OpenSlotsAsync(client);
        await staff.GotoAsync($"admin/calendar?date={visit.Day}");
        await BookAsync(client, "Wanda", "Walker");
        var card = staff.Locator(screen == "phone" ? ".cal-agenda .agenda-item" : ".cal-grid .visit", new() { HasText = "Wanda Walker" });
        await card.WaitForAsync();
        await Browser.CheckAsync(staff, $"calendar-{screen}");

        await (screen == "phone" ? MoveOnThePhoneAndUndoAsync(staff, card) : MoveAndUndoAsync(staff, card));
        var mail = await MailAsync(host, "wanda.walker@example.com", 1);
        await staff.GotoAsync("about:blank"); // an open calendar is cut off when its session ends, and says so in the console
        host.Clock.Set(Instant.FromUtc(2026, 3, 3, 18, 0));
        await MailAsync(host, "wanda.walker@example.com", 2);

        // The next day begins with signing in.
        await Browser.SignInAsync(staff, host);
        await staff.GotoAsync($"admin/calendar?date={visit.Day}");
        await card.ClickAsync();
        await staff.ClickAsync("button:has-text('Arrived')");
        await staff.WaitForSelectorAsync("button:has-text('Complete')");
        await Browser.CheckAsync(staff, $"arrived-{screen}");
        await InvoiceAndPayAsync(staff, screen);

        await WhoLookedAsync(staff, screen);

        // The second client cancels by the link of the mail.
        await OpenSlotsAsync(client);
        await BookAsync(client, "Carla", "Canceller");
        mail = await MailAsync(host, "carla.canceller@example.com", 1);
        await client.GotoAsync(VisitLink().Match(mail.TextBody ?? "").Value);
        await Browser.CheckAsync(client, "visit-phone");
        await client.ClickAsync("a:has-text('Cancel')");
        await client.ClickAsync("button:has-text('Cancel the visit')");
        await client.WaitForSelectorAsync("h1:has-text('This visit is cancelled')");
        Assert.InRange(sql.Requests.Count, 20, 5000);
        Assert.Empty(await sql.WithoutEventAsync(isStill: false));
        await NothingLiesAroundAsync(host, staff, client);
        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    [Fact]
    public async Task Clients_book_without_script()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var client = await browser.PageAsync(host, Browser.Phone, script: false);

        await OpenSlotsAsync(client);
        await BookAsync(client, "Nora", "Noscript");

        Assert.Contains("Check-up", await client.TextContentAsync("main"), StringComparison.Ordinal);
    }

    private static async Task SetUpAsync(IPage page, TestHost host, string screen)
    {
        await page.GotoAsync($"setup?token={Uri.EscapeDataString(host.SetupToken)}");
        await Browser.CheckAsync(page, $"setup-{screen}");
        await page.CheckAsync("[name=Recipe][value=medical]", new() { Force = true });
        await page.FillAsync("[name=PracticeName]", "Harbour Clinic");
        await page.SelectOptionAsync("[name=TimeZone]", "America/New_York");
        await page.FillAsync("[name=Address]", host.Address.ToString());
        await page.FillAsync("[name=AdminName]", "Olive Owner");
        await page.FillAsync("[name=AdminEmail]", StaffSession.Email);
        await page.FillAsync("[name=AdminPassword]", StaffSession.Password);
        await page.CheckAsync("[name=Demo]");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForSelectorAsync("[name='Input.Password']", new() { Timeout = 120_000 });
        await Browser.SignInAsync(page, host);
        await Browser.CheckAsync(page, $"home-{screen}");
    }

    /// <summary>Chooses the check-up and a day two days ahead or later that has free times.</summary>
    private static async Task<(string Day, string Url)> OpenSlotsAsync(IPage page)
    {
        await page.GotoAsync("book/check-up?with=any");
        var day = page.Locator(".day-strip a.day:not(.none)").Nth(2);
        var href = (await day.GetAttributeAsync("href"))!;
        await day.ClickAsync();
        await page.WaitForSelectorAsync(Slots);
        return (DayOf().Match(href).Groups[1].Value, page.Url);
    }

    private static async Task BookAsync(IPage page, string given, string family)
    {
        await page.Locator(Slots).First.ClickAsync();
        await page.FillAsync("#givenName", given);
        await page.FillAsync("#familyName", family);
        await page.FillAsync("#email", $"{given}.{family}@example.com".ToLowerInvariant());
        await AnswerAsync(page);
        await page.ClickAsync("button:has-text('Book this time')");
        await page.WaitForSelectorAsync("h1:has-text('You are booked')");
        Assert.NotNull(await page.QuerySelectorAsync("a[href$='invite.ics']"));
    }

    /// <summary>What clients answered is in no file in the clear, and neither answers nor names are in what a browser keeps.</summary>
    private static async Task NothingLiesAroundAsync(TestHost host, params IPage[] pages)
    {
        Assert.Empty(Directory.EnumerateFiles(host.DataFolder, "*", SearchOption.AllDirectories).Where(f => Read(f).Contains(Answer, StringComparison.Ordinal)));
        foreach (var page in pages)
        {
            var kept = await page.EvaluateAsync<string>("async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await caches.keys(), (await indexedDB.databases()).map(d => d.name), document.cookie])");
            Assert.DoesNotContain(Answer, kept, StringComparison.Ordinal);
            Assert.DoesNotContain("Walker", kept, StringComparison.Ordinal);
        }

        static string Read(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            return reader.ReadToEnd();
        }
    }

    /// <summary>Answers what the service asks besides.</summary>
    internal static async Task AnswerAsync(IPage page)
    {
        foreach (var field in await page.QuerySelectorAllAsync("main input[required], main textarea[required]"))
        {
            if (await field.GetAttributeAsync("type") is null or "text" && (await field.InputValueAsync()).Length == 0)
            {
                await field.FillAsync(Answer);
            }
        }

        foreach (var choice in await page.QuerySelectorAllAsync("main select[required]"))
        {
            await choice.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        }
    }

    private static async Task MoveAndUndoAsync(IPage page, ILocator card)
    {
        var before = await card.GetAttributeAsync("data-start");
        await card.FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await page.ClickAsync(".toasts button:has-text('Undo')");
        await Assertions.Expect(card).ToHaveAttributeAsync("data-start", before!);
        await Assertions.Expect(card).Not.ToHaveAttributeAsync("data-version", "1");
    }

    private static async Task MoveOnThePhoneAndUndoAsync(IPage page, ILocator card)
    {
        var before = await card.Locator("time").TextContentAsync();
        await card.ClickAsync();
        await page.ClickAsync("summary:has-text('Move')");
        var time = page.Locator("input[name=time]");
        await time.FillAsync(TimeOnly.Parse(await time.InputValueAsync(), CultureInfo.InvariantCulture).AddMinutes(5).ToString("HH:mm", CultureInfo.InvariantCulture));
        await page.ClickAsync("form button:has-text('Move')");
        await page.WaitForSelectorAsync(".toasts button:has-text('Undo')");
        await Assertions.Expect(page.Locator(".visit-facts")).Not.ToContainTextAsync(before!);
        await Browser.CheckAsync(page, "moved-phone");
        await page.ClickAsync(".toasts button:has-text('Undo')");
        await Assertions.Expect(page.Locator(".visit-facts")).ToContainTextAsync(before!);
        await page.ClickAsync(".panel a[aria-label='Close'], .panel button[aria-label='Close']");
    }

    private static async Task InvoiceAndPayAsync(IPage page, string screen)
    {
        await page.ClickAsync(".visit-do :is(a, button):has-text('nvoice')");
        await page.ClickAsync("button:has-text('Issue')");
        await page.WaitForSelectorAsync("button:has-text('Record payment')");
        await Browser.CheckAsync(page, $"invoice-{screen}");
        var pdf = await page.APIRequest.GetAsync(await page.Locator("a[href$='invoice.pdf']").EvaluateAsync<string>("a => a.href"));
        using (var document = PdfDocument.Open(await pdf.BodyAsync()))
        {
            Assert.Contains("Walker", string.Concat(document.GetPages().Select(p => p.Text)), StringComparison.Ordinal);
        }

        await page.ClickAsync("button:has-text('Record payment')");
        await page.WaitForSelectorAsync("main :text('Paid')");
    }

    private static async Task WhoLookedAsync(IPage page, string screen)
    {
        await page.GotoAsync("admin/clients?q=wanda+walker");
        await page.ClickAsync("a.client-link");
        await page.ClickAsync("a:has-text('Who looked')");
        await page.WaitForSelectorAsync("main :text('Olive Owner')");
        await Browser.CheckAsync(page, $"who-looked-{screen}");
    }

    /// <summary>Waits for the pick-up folder to hold that many mails for the address; the latest.</summary>
    private static async Task<MimeMessage> MailAsync(TestHost host, string to, int count)
    {
        var folder = Path.Combine(host.DataFolder, "Tenants", "Default", "mail");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var mails = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml").Select(f => MimeMessage.Load(f)).Where(m => m.To.ToString().Contains(to, StringComparison.OrdinalIgnoreCase)).ToList() : [];
            if (mails.Count >= count)
            {
                return mails.MaxBy(m => m.Date)!;
            }

            Assert.False(patience.IsCancellationRequested, $"{mails.Count} of {count} mails for {to} after 30 seconds.");

            // Undo has its grace period before a mail leaves.
            host.Clock.Advance(Duration.FromSeconds(30));
            await Task.Delay(500, CancellationToken.None);
        }
    }

    [GeneratedRegex(@"day=(\d{4}-\d\d-\d\d)")]
    private static partial Regex DayOf();

    [GeneratedRegex(@"http://\S+/visit/[\w-]+")]
    private static partial Regex VisitLink();
}
