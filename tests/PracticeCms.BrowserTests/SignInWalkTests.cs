using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Kernel.Durable;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Invitations;

namespace PracticeCms.BrowserTests;

/// <summary>Getting in, and staying in, as people do it: Chromium with a virtual authenticator.</summary>
public sealed class SignInWalkTests
{
    private const string Portal = "h1:has-text('Good')";

    [Fact]
    public async Task A_passkey_is_made_at_the_first_sign_in_and_is_enough_from_then_on()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await StartAsync();
        var page = await browser.PageAsync(host, Browser.Desktop, local: true);
        var device = await VirtualDevice.AddAsync(page);

        await PasswordAsync(page);
        await page.WaitForSelectorAsync("h1:has-text('Protect your account')");
        await Browser.CheckAsync(page, "protect-desktop");
        await page.ClickAsync("text=Create a passkey");
        await page.WaitForSelectorAsync(".recovery-codes");
        await Browser.CheckAsync(page, "recovery-codes-desktop");
        var recovery = await page.Locator(".recovery-codes code").AllInnerTextsAsync();
        await page.ClickAsync("text=I have kept them");
        await page.WaitForSelectorAsync(Portal);

        await device.SetTouchedAsync(false);
        await SignOutAsync(page);
        await device.SetTouchedAsync(true);
        await page.ClickAsync("text=Sign in with a passkey");
        await page.WaitForSelectorAsync(Portal);

        // The password alone leads to the second step; a device that has not checked its user does not lead on.
        await device.SetTouchedAsync(false);
        await SignOutAsync(page);
        await device.SetVerifiedAsync(false);
        await PasswordAsync(page);
        await page.WaitForSelectorAsync("h1:has-text('Second step')");
        await device.SetTouchedAsync(true);
        await Browser.CheckAsync(page, "verify-desktop");
        await page.ClickAsync("text=Use a passkey");
        await page.WaitForSelectorAsync("[role=alert]:visible");
        await page.GotoAsync("admin/clients");
        Assert.Contains("account/verify", page.Url, StringComparison.Ordinal);
        await page.FillAsync("[name='Input.Code']", recovery[0].ToLowerInvariant());
        await page.ClickAsync("text=Continue");
        await page.WaitForSelectorAsync("h1:has-text('Patients')");

        // A recovery code works once.
        await device.SetTouchedAsync(false);
        await SignOutAsync(page);
        await PasswordAsync(page);
        await page.FillAsync("[name='Input.Code']", recovery[0]);
        await page.ClickAsync("text=Continue");
        await page.WaitForSelectorAsync("text=This code is wrong, or was used before");
        Assert.Equal(10, recovery.Count);
        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    [Fact]
    public async Task An_app_a_fresh_factor_and_sessions_that_end()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await StartAsync();
        var page = await browser.PageAsync(host, Browser.Phone, local: true);

        await PasswordAsync(page);
        var secret = (await page.Locator("[data-secret]").GetAttributeAsync("data-secret"))!;
        await page.FillAsync("[name='App.Code']", "000000");
        await page.ClickAsync("text=Use this app");
        await page.WaitForSelectorAsync("text=This is not the code that the app shows now");
        Assert.Equal(secret, await page.Locator("[data-secret]").GetAttributeAsync("data-secret"));
        await Browser.CheckAsync(page, "protect-phone");
        var used = Code(host, secret);
        await page.FillAsync("[name='App.Code']", used);
        await page.ClickAsync("text=Use this app");
        await page.ClickAsync("text=I have kept them");
        await page.WaitForSelectorAsync(Portal);

        // Elsewhere: the code that was used is used up, the next one opens.
        var other = await browser.PageAsync(host, Browser.Desktop, local: true);
        await PasswordAsync(other);
        await CodeAsync(other, used, "Continue");
        await other.WaitForSelectorAsync("text=This code is wrong, or was used before");
        host.Clock.Advance(Duration.FromSeconds(30));
        await CodeAsync(other, Code(host, secret), "Continue");
        await other.WaitForSelectorAsync(Portal);

        // What is dangerous asks again after five minutes.
        host.Clock.Advance(Duration.FromMinutes(6));
        await page.GotoAsync("admin/roles/edit?name=Billing");
        await page.WaitForSelectorAsync("h1:has-text('Confirm that it is you')");
        await Browser.CheckAsync(page, "confirm-phone");
        await CodeAsync(page, Code(host, secret), "Confirm");
        await page.WaitForSelectorAsync("h1:has-text('Billing')");

        // A session is ended from another one: what was typed there is covered until the same person is back.
        await other.GotoAsync("admin/clients/new");
        await other.FillAsync("[name='Input.GivenName']", "Typed");
        await page.GotoAsync("admin/profile/security");
        await page.WaitForSelectorAsync("h2:has-text('Where you are signed in')");
        await Browser.CheckAsync(page, "security-phone");
        Assert.Equal(2, await page.Locator(".factor-list li:has-text('seen')").CountAsync());
        await page.ClickAsync("text=Sign out everywhere else");
        await page.WaitForSelectorAsync("text=Signed out everywhere else");
        await ComeBackAsync(other);
        await other.WaitForSelectorAsync("h2:has-text('Your session has ended')");
        await Browser.CheckAsync(other, "session-over-desktop");
        var tab = await other.Context.NewPageAsync();
        await PasswordAsync(tab);
        foreach (var _ in (int[])[1, 2, 3])
        {
            await other.Keyboard.PressAsync("Escape");
        }

        await ComeBackAsync(other); // the password alone uncovers nothing
        await other.WaitForFunctionAsync("() => performance.getEntriesByName(new URL('admin/session', document.baseURI).href).length >= 2");
        Assert.True(await other.Locator("dialog.veil").EvaluateAsync<bool>("veil => veil.open"));
        host.Clock.Advance(Duration.FromSeconds(30));
        await CodeAsync(tab, Code(host, secret), "Continue");
        await tab.WaitForSelectorAsync(Portal);
        await ComeBackAsync(other);
        await other.WaitForSelectorAsync("h2:has-text('Your session has ended')", new PageWaitForSelectorOptions { State = WaitForSelectorState.Hidden });
        Assert.Equal("Typed", await other.InputValueAsync("[name='Input.GivenName']"));

        // Somebody else signs in in the same browser: the page is covered again, and nothing is sent in their name.
        await host.InAsync("Default", services => services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("nina@example.org", "Nina", [StockRoles.FrontDesk], "green river stone")));
        var nina = await host.InAsync("Default", async services => (await services.GetRequiredService<IUserDirectory>().ListAsync()).Single(u => u.DisplayName == "Nina").Id);
        await page.GotoAsync($"admin/users/{nina}");
        await page.WaitForSelectorAsync("h2:has-text('Lost phone and keys')");
        await Browser.CheckAsync(page, "colleague-phone");
        await SignOutAsync(tab);
        await PasswordAsync(tab, "nina@example.org", "green river stone");
        await tab.FillAsync("[name='App.Code']", Code(host, (await tab.Locator("[data-secret]").GetAttributeAsync("data-secret"))!));
        await tab.ClickAsync("text=Use this app");
        await tab.ClickAsync("text=I have kept them");
        await tab.WaitForSelectorAsync(Portal);
        await other.ClickAsync("main form button:text-is('Save')");
        await other.WaitForSelectorAsync("text=nothing was sent");
        await ComeBackAsync(other);
        await other.WaitForSelectorAsync("h2:has-text('Your session has ended')");

        // Nobody is there: the session ends by itself, and takes its page along.
        host.Clock.Advance(Duration.FromMinutes(16));
        await ComeBackAsync(page);
        await page.WaitForSelectorAsync("h1:has-text('Sign in')");
        await ComeBackAsync(other);
        await other.ClickAsync("text=Leave without saving");
        await other.WaitForSelectorAsync("h1:has-text('Sign in')");
        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    [Fact]
    public async Task A_colleague_is_invited_forgets_the_password_and_is_switched_off_while_a_page_is_open()
    {
        await using var browser = await Browser.StartAsync();
        await using var host = await StartAsync();
        var (id, link) = await host.InAsync("Default", async services =>
        {
            var sent = (await services.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request("nina@example.org", [StockRoles.FrontDesk], "Nina"))).Value;
            return ((await services.GetRequiredService<PracticeCms.Users.UsersDb>().Users.SingleAsync(u => u.Email == "nina@example.org")).Id, sent.Url);
        });
        var page = await browser.PageAsync(host, Browser.Desktop, local: true);
        var device = await VirtualDevice.AddAsync(page);

        await page.GotoAsync(link.AbsolutePath[1..]);
        await Browser.CheckAsync(page, "invitation-desktop");
        await page.FillAsync("[name='Input.Name']", "Nina Neu");
        await page.FillAsync("[name='Input.Password']", "green river stone");
        await page.ClickAsync("button:has-text('Start')");
        await page.ClickAsync("text=Create a passkey");
        await page.ClickAsync("text=I have kept them");
        await page.WaitForSelectorAsync(Portal);
        await page.GotoAsync(link.AbsolutePath[1..]);
        await page.WaitForSelectorAsync("text=This link does not work any more");

        // A new password does not replace the second factor.
        await page.GotoAsync("admin");
        await device.SetTouchedAsync(false);
        await SignOutAsync(page);
        await page.ClickAsync("text=Forgot your password?");
        await page.WaitForSelectorAsync("h1:has-text('Forgot')");
        await page.FillAsync("[name='Input.Email']", "nina@example.org");
        await page.ClickAsync("text=Send the link");
        await page.WaitForSelectorAsync("text=a mail with a link is on its way");
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        await page.GotoAsync(await LinkInMailAsync(host, "account/reset/"));
        await page.FillAsync("[name='Input.Password']", "violet river stone");
        await page.ClickAsync("text=Save and sign in");
        await page.WaitForSelectorAsync("h1:has-text('Second step')");
        await device.SetTouchedAsync(true);
        await page.ClickAsync("text=Use a passkey");
        await page.WaitForSelectorAsync(Portal);

        // Switched off: the open page is out with its next step.
        await page.GotoAsync("admin/calendar");
        await device.SetTouchedAsync(false);
        await host.InAsync("Default", services => services.GetRequiredService<SwitchUser>().ExecuteAsync(id, false));
        await page.GotoAsync("admin/clients");
        await page.WaitForSelectorAsync("h1:has-text('Sign in')");
        var events = await host.InAsync("Default", services => services.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 500)));
        Assert.Contains(events.Entries, e => e is { Action: "added", Kind: "Passkey" });
        Assert.Contains(events.Entries, e => e is { Action: "signed in", Reason: { } reason } && reason.StartsWith("password and passkey, session ", StringComparison.Ordinal));
        Assert.True(browser.Complaints.IsEmpty, string.Join("\n", browser.Complaints));
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        return host;
    }

    private static async Task PasswordAsync(IPage page, string email = StaffSession.Email, string password = StaffSession.Password)
    {
        await page.GotoAsync("account/signin");
        await page.FillAsync("[name='Input.Email']", email);
        await page.FillAsync("[name='Input.Password']", password);
        await page.ClickAsync("button:text-is('Sign in')");
        await page.WaitForSelectorAsync("h1:not(:text-is('Sign in'))");
    }

    // Open pages ask after their session once a minute, and when somebody comes back to them.
    private static Task ComeBackAsync(IPage page) => page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))");

    private static async Task CodeAsync(IPage page, string code, string button)
    {
        await page.FillAsync("[name='Input.Code']", code);
        await page.ClickAsync($"button:text-is('{button}')");
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.EvaluateAsync("document.querySelector(\"form[action$='account/signout']\").submit()");
        await page.WaitForSelectorAsync("h1:has-text('Sign in')");
    }

    private static string Code(TestHost host, string secret) => SecondFactor.CodeOf(secret, host.Clock.GetCurrentInstant());

    /// <summary>From the newest mail in the pick-up folder that has one; as a path, because the practice's address is another port.</summary>
    private static async Task<string> LinkInMailAsync(TestHost host, string path)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(host.DataFolder, "Tenants", "Default", "mail")).OrderByDescending(File.GetLastWriteTimeUtc))
        {
            var text = (await File.ReadAllTextAsync(file)).Replace("=\r\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
            if (System.Text.RegularExpressions.Regex.Match(text, path + "[A-Za-z0-9_-]+") is { Success: true } link)
            {
                return link.Value;
            }
        }

        throw new InvalidOperationException($"No mail has a link to {path}.");
    }

    /// <summary>An authenticator inside of Chromium (WebAuthn, section 11).</summary>
    private sealed class VirtualDevice(ICDPSession protocol, string id)
    {
        public static async Task<VirtualDevice> AddAsync(IPage page)
        {
            var protocol = await page.Context.NewCDPSessionAsync(page);
            await protocol.SendAsync("WebAuthn.enable");
            var added = await protocol.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
            {
                ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
            });
            return new VirtualDevice(protocol, added!.Value.GetProperty("authenticatorId").GetString()!);
        }

        /// <summary>Whether somebody touches it at once when it is asked. Untouched, it does not answer the offer that the page makes at its address field.</summary>
        public Task SetTouchedAsync(bool enabled) =>
            protocol.SendAsync("WebAuthn.setAutomaticPresenceSimulation", new Dictionary<string, object> { ["authenticatorId"] = id, ["enabled"] = enabled });

        public Task SetVerifiedAsync(bool isUserVerified) =>
            protocol.SendAsync("WebAuthn.setUserVerified", new Dictionary<string, object> { ["authenticatorId"] = id, ["isUserVerified"] = isUserVerified });
    }
}
