using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace PracticeCms.BrowserTests;

/// <summary>A real Chromium. Each page keeps what its console complained about; screenshots go to the folder <c>screens</c> beside the built tests, or to <c>PRACTICE_SCREENS</c>.</summary>
internal sealed class Browser : IAsyncDisposable
{
    public static readonly ViewportSize Desktop = new() { Width = 1360, Height = 860 };
    public static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };

    private static readonly string? Executable = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    private static readonly AxeRunOptions Colours = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } };

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

    public async Task<IPage> PageAsync(TestHost host, ViewportSize size, ColorScheme colours = ColorScheme.Light, bool script = true, string? state = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = host.Address.ToString(), ViewportSize = size, ColorScheme = colours, JavaScriptEnabled = script, StorageState = state, ReducedMotion = ReducedMotion.Reduce, TimezoneId = "America/New_York", Locale = "en-US",
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

    public static async Task<IPage> SignInAsync(IPage page)
    {
        await page.GotoAsync("account/signin");
        await page.FillAsync("[name='Input.Email']", StaffSession.Email);
        await page.FillAsync("[name='Input.Password']", StaffSession.Password);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync("**/admin**");
        return page;
    }

    /// <summary>No violation of WCAG 2.2 AA, and nothing wider than the screen.</summary>
    /// <param name="onlyColours">For a page whose light twin was looked at in full.</param>
    public static async Task CheckAsync(IPage page, string? name = null, bool onlyColours = false)
    {
        var found = await page.RunAxe(onlyColours ? Colours : Rules);
        Assert.True(found.Violations.Length == 0, $"{page.Url}\n{string.Join('\n', found.Violations.Select(v => $"{v.Id}: {v.Help}\n    {string.Join("\n    ", v.Nodes.Take(4).Select(n => n.Html))}"))}");
        var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(over <= 0, $"{page.Url} is {over} pixels wider than the screen.");
        if (name is not null)
        {
            await ShootAsync(page, name);
        }
    }

    public static Task ShootAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = Path.Combine(Environment.GetEnvironmentVariable("PRACTICE_SCREENS") ?? Path.Combine(AppContext.BaseDirectory, "screens"), name + ".png"), FullPage = true,
    });

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
