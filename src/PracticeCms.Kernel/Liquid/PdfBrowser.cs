using Microsoft.Extensions.Configuration;
using Microsoft.Playwright;
using PracticeCms.Liquid;

namespace PracticeCms.Kernel.Liquid;

/// <summary>
/// One warm headless browser, started with the first print and started again when it died or hangs. Pages have neither network nor script, and
/// a document that lays out without end loses its page.
/// </summary>
internal sealed class PdfBrowser(IConfiguration configuration, TimeSpan? longest = null) : IAsyncDisposable
{
    private const int PagesAtOnce = 2;
    private const float TimeoutMilliseconds = 30_000;

    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(5);

    private static readonly string[] WellKnown =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/snap/bin/chromium"];

    private readonly TimeSpan longest = longest ?? TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim pages = new(PagesAtOnce, PagesAtOnce);
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly Lazy<string?> executable = new(() => Find(configuration["Practice:Pdf:ChromiumPath"]));
    private IPlaywright? playwright;
    private IBrowser? browser;

    public bool IsAvailable => executable.Value is not null;

    public async Task<byte[]> PrintAsync(string html, string format, CancellationToken ct)
    {
        if (!await pages.WaitAsync(longest, ct))
        {
            throw new PrintFailedException("Many documents are being printed right now. Please try again in a minute.");
        }

        try
        {
            return await PrintOnceAsync(html, format, ct);
        }
        catch (PlaywrightException) when (browser is not { IsConnected: true })
        {
            // The browser died under us, which says nothing about this document.
            return await PrintOnceAsync(html, format, ct);
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

    private async Task<byte[]> PrintOnceAsync(string html, string format, CancellationToken ct)
    {
        var running = await StartAsync();
        IBrowserContext? context = null;
        try
        {
            context = await running.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false, Offline = true }).WaitAsync(longest, CancellationToken.None);
            return await PrintAsync(context, html, format).WaitAsync(longest, ct);
        }
        catch (TimeoutException e)
        {
            throw new PrintFailedException("The document takes too long to print. Make it shorter or simpler, or print it from your own browser.", e);
        }
        finally
        {
            await CloseAsync(running, context);
        }
    }

    /// <summary>Closes the page, and the browser too where it does not answer.</summary>
    private async Task CloseAsync(IBrowser running, IBrowserContext? context)
    {
        if (context is null || !await IsEndedAsync(context.CloseAsync()))
        {
            await StopAsync(running);
        }
    }

    private async Task StopAsync(IBrowser running)
    {
        await starting.WaitAsync();
        try
        {
            if (!ReferenceEquals(browser, running))
            {
                return; // another print has stopped it
            }

            browser = null;
            if (!await IsEndedAsync(running.CloseAsync()))
            {
                playwright?.Dispose(); // the driver, which takes its browser along
                playwright = null;
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private static async Task<bool> IsEndedAsync(Task closing)
    {
        try
        {
            await closing.WaitAsync(Closing);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or PlaywrightException)
        {
            return false;
        }
    }

    private static async Task<byte[]> PrintAsync(IBrowserContext context, string html, string format)
    {
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
