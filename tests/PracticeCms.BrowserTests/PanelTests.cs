namespace PracticeCms.BrowserTests;

public sealed class PanelTests
{
    [Fact]
    public async Task Focus_returns_to_what_opened_a_panel_and_the_browser_keeps_no_address()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var page = await Browser.SignInAsync(await browser.PageAsync(host, Browser.Desktop), host);
        await page.GotoAsync("admin/calendar");
        await page.Locator("#main a.btn-primary[href*='calendar/new']").ClickAsync();
        await page.WaitForSelectorAsync("practice-panel h2");
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForSelectorAsync("practice-panel", new() { State = WaitForSelectorState.Detached });

        Assert.Contains("calendar/new", await page.EvaluateAsync<string>("document.activeElement?.getAttribute('href') ?? ''"), StringComparison.Ordinal);
        Assert.Equal("{}", await page.EvaluateAsync<string>("JSON.stringify({...localStorage, ...sessionStorage})"));
    }
}
