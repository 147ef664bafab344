using System.Collections.Concurrent;

namespace PracticeCms.BrowserTests;

/// <summary>A real Chromium. Each page keeps what its console complained about; screenshots are taken where <c>PRACTICE_SCREENS</c> names a folder for them.</summary>
internal sealed class Browser : IAsyncDisposable
{
    public static readonly ViewportSize Desktop = new() { Width = 1360, Height = 860 };
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    private static readonly string? Executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    private static readonly string? Screens = Environment.GetEnvironmentVariable("PRACTICE_SCREENS");

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    public ConcurrentQueue<string> Complaints { get; } = new();

    public static async Task<Browser> StartAsync()
    {
        Assert.SkipWhen(Executable is null, "There is no Chromium: ./test.sh installs it on Debian.");
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        }));
    }

    /// <param name="local">By the name localhost: passkeys belong to a name, not to a number.</param>
    public async Task<IPage> PageAsync(TestHost host, ViewportSize size, bool script = true, string? state = null, bool local = false)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = local ? $"http://localhost:{host.Address.Port}/" : host.Address.ToString(), ViewportSize = size, ColorScheme = ColorScheme.Light, JavaScriptEnabled = script, StorageState = state, TimezoneId = "America/New_York", Locale = "en-US",
            ReducedMotion = ReducedMotion.Reduce, // a colour is judged where it ends, not on the way
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        page.Console += (_, m) =>
        {
            // A form with a mistake answers 400, which Chromium calls a failed resource.
            if (m.Type == "error" && !m.Text.Contains("status of 4", StringComparison.Ordinal))
            {
                Complaints.Enqueue($"{page.Url}: {m.Text}");
            }
        };
        page.PageError += (_, e) => Complaints.Enqueue($"{page.Url}: {e}");
        return page;
    }

    public static async Task<IPage> SignInAsync(IPage page, TestHost host, string email = StaffSession.Email, string password = StaffSession.Password)
    {
        await page.GotoAsync("account/signin");
        await page.FillAsync("[name='Input.Email']", email);
        await page.FillAsync("[name='Input.Password']", password);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForSelectorAsync("h1:not(:has-text('Sign in'))");
        if (await page.QuerySelectorAsync("[data-secret]") is { } secret)
        {
            await page.FillAsync("[name='App.Code']", SecondFactor.CodeOf((await secret.GetAttributeAsync("data-secret"))!, host.Clock.GetCurrentInstant()));
            await page.ClickAsync("text=Use this app");
            await page.WaitForSelectorAsync(".recovery-codes");
            SecondFactor.Keep(host.Address, email, await page.Locator(".recovery-codes code").AllInnerTextsAsync());
            await page.ClickAsync("text=I have kept them");
        }
        else if (page.Url.Contains("account/verify", StringComparison.Ordinal))
        {
            await page.FillAsync("[name='Input.Code']", SecondFactor.Take(host.Address, email));
            await page.ClickAsync("text=Continue");
        }

        await page.WaitForSelectorAsync("h1:has-text('Good')");
        return page;
    }

    /// <summary>No violation of WCAG 2.2 AA, and nothing wider than the screen.</summary>
    public static async Task CheckAsync(IPage page, string name)
    {
        var problems = await ProblemsAsync(page, await (await Axe.IntoAsync(page)).AllAsync());
        Assert.True(problems.Count == 0, $"{page.Url}\n{string.Join('\n', problems)}");
        await ShootAsync(page, name);
    }

    /// <summary>The same on a desktop and a phone, in light and dark colours, from one load: sizes and colours are the style sheets' alone.</summary>
    /// <param name="each">Each size in each colour; else a bright desktop, and of a dark phone what colours and sizes change.</param>
    public static async Task<List<string>> LookAsync(IPage page, string name, bool each)
    {
        var problems = new List<string>();
        var axe = await Axe.IntoAsync(page);
        foreach (var (size, colours, screen) in ((ViewportSize, ColorScheme, string)[])
            [(Desktop, ColorScheme.Light, "desktop-light"), (Desktop, ColorScheme.Dark, "desktop-dark"), (Phone, ColorScheme.Light, "phone-light"), (Phone, ColorScheme.Dark, "phone-dark")])
        {
            if (each || screen is "desktop-light" or "phone-dark")
            {
                await page.SetViewportSizeAsync(size.Width, size.Height);
                await page.EmulateMediaAsync(new() { ColorScheme = colours });
                await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"); // scripts see the new size
                problems.AddRange((await ProblemsAsync(page, await (each || screen == "desktop-light" ? axe.AllAsync() : axe.SeenAsync()))).Select(p => $"{name} {screen}: {p}"));
                await ShootAsync(page, $"{name}-{screen}");
            }
        }

        return problems;
    }

    private static async Task<List<string>> ProblemsAsync(IPage page, IEnumerable<string> found)
    {
        var problems = new List<string>(found);
        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (over > 0)
        {
            problems.Add($"{over} pixels wider than the screen");
        }

        return problems;
    }

    private static Task ShootAsync(IPage page, string name) =>
        Screens is null ? Task.CompletedTask : page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Screens, name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
