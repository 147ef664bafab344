using Microsoft.Extensions.Configuration;
using Microsoft.Playwright;

namespace PracticeCms.Kernel.Liquid;

/// <summary>One warm headless browser, started with the first print and started again when it died. Pages have neither network nor script.</summary>
internal sealed class PdfBrowser(IConfiguration configuration) : IAsyncDisposable
{
    private const int PagesAtOnce = 2;
    private const float TimeoutMilliseconds = 30_000;

    private static readonly string[] WellKnown =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium"];

    private readonly SemaphoreSlim pages = new(PagesAtOnce, PagesAtOnce);
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly Lazy<string?> executable = new(() => Find(configuration["Practice:Pdf:ChromiumPath"]));
    private IPlaywright? playwright;
    private IBrowser? browser;

    public bool IsAvailable => executable.Value is not null;

    public async Task<byte[]> PrintAsync(string html, string format, CancellationToken ct)
    {
        await pages.WaitAsync(ct);
        try
        {
            return await PrintAsync(html, format);
        }
        catch (PlaywrightException) when (browser is not { IsConnected: true })
        {
            // The browser died under us, which says nothing about this document.
            return await PrintAsync(html, format);
        }
        finally
        {
            pages.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        pages.Dispose();
        starting.Dispose();
    }

    private async Task<byte[]> PrintAsync(string html, string format)
    {
        var running = await StartAsync();
        await using var context = await running.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false, Offline = true });
        var page = await context.NewPageAsync();
        await page.RouteAsync("**/*", route => route.Request.Url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? route.ContinueAsync() : route.AbortAsync());
        await page.SetContentAsync(html, new PageSetContentOptions { Timeout = TimeoutMilliseconds, WaitUntil = WaitUntilState.Load });
        return await page.PdfAsync(new PagePdfOptions
        {
            Format = format,
            PrintBackground = true,
            PreferCSSPageSize = true,
            Margin = new Margin { Top = "16mm", Bottom = "16mm", Left = "16mm", Right = "16mm" },
        });
    }

    private async Task<IBrowser> StartAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (browser is { IsConnected: true } running)
            {
                return running;
            }

            playwright ??= await Playwright.CreateAsync();
            return browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable.Value ?? throw new InvalidOperationException("No browser is installed to print with."),
                Headless = true,
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
                Args = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", .. Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : []],
                Timeout = TimeoutMilliseconds,
            });
        }
        finally
        {
            starting.Release();
        }
    }

    private static string? Find(string? configured) =>
        configured is { Length: > 0 } ? (File.Exists(configured) ? configured : null) : WellKnown.FirstOrDefault(File.Exists);
}
