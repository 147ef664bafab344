using System.Net;
using System.Text.RegularExpressions;
using PracticeCms.Access;
using PracticeCms.Kernel.Durable;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.Invitations;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>Links that are mailed to staff lead to the practice's configured address, whatever a request says of itself, and each works once.</summary>
public sealed class HostHeaderTests
{
    private const string Address = "http://practice.example/";
    private const string Hostile = "evil.example";
    private const string Nina = "nina@example.org";
    private const string Eve = "eve@example.org";
    private const string Password = "blue river stone";

    [Theory]
    [InlineData(null, "https")]
    [InlineData("127.0.0.1", "gopher")]
    public async Task A_link_in_a_mail_begins_with_the_configured_address_alone(string? proxy, string scheme)
    {
        await using var host = await StartAsync(proxy);
        using var visitor = StaffSession.Anonymous(host);
        using var owner = await StaffSession.SignInAsync(host);

        var asked = await SendAsync(visitor, "account/forgot", scheme, form => form["Input.Email"] = Nina);
        var invited = await SendAsync(owner, "admin/users/invite", scheme, form => (form["Input.Email"], form["roles"]) = (Eve, StockRoles.FrontDesk));
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

        Assert.Contains("a mail with a link is on its way", asked, StringComparison.Ordinal);
        Assert.Contains(Address + "account/invite/", invited, StringComparison.Ordinal);
        Assert.DoesNotContain(Hostile, asked + invited, StringComparison.OrdinalIgnoreCase);
        foreach (var (to, path) in ((string, string)[])[(Nina, "account/reset/"), (Eve, "account/invite/")])
        {
            var mail = MailTo(host, to);
            Assert.Contains(Address + path, mail, StringComparison.Ordinal);
            Assert.DoesNotContain(Hostile, mail, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_link_to_a_new_password_works_once()
    {
        await using var host = await StartAsync(proxy: null);
        using var visitor = StaffSession.Anonymous(host);
        using var asked = await visitor.SubmitAsync("account/forgot", form => form["Input.Email"] = Nina);
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

        await WorksOnceAsync(host, Nina, Regex.Match(MailTo(host, Nina), @"account/reset/[\w-]+").Value, (form, password) => form["Input.Password"] = password);
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        await using var host = await StartAsync(proxy: null);
        await host.InAsync("Default", s => s.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request(Eve, [StockRoles.FrontDesk])));
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

        await WorksOnceAsync(host, Eve, Regex.Match(MailTo(host, Eve), @"account/invite/[\w-]+").Value, (form, password) => (form["Input.Name"], form["Input.Password"]) = ("Eve", password));
    }

    /// <summary>Two browsers have the page open. What the second one sends changes nothing, and whoever opens the link then is told.</summary>
    private static async Task WorksOnceAsync(TestHost host, string email, string link, Action<Dictionary<string, string>, string> fill)
    {
        using var first = StaffSession.Anonymous(host);
        using var second = StaffSession.Anonymous(host);
        var (here, there) = (await first.PageAsync(link), await second.PageAsync(link));
        using var taken = await first.SendAsync(link, here, "[name='Input.Password']", form => fill(form, "green meadow bridge"));
        var before = await AccountAsync(host, email);

        using var again = await second.SendAsync(link, there, "[name='Input.Password']", form => fill(form, "amber lantern harbour"));
        using var opened = await second.Http.GetAsync(link);
        using var signedIn = await second.Http.GetAsync("admin/session");

        Assert.StartsWith("/admin", taken.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, opened.StatusCode);
        Assert.Contains("This link does not work any more", await opened.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/account/signin", signedIn.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(before, await AccountAsync(host, email));
        using var later = await StaffSession.SignInAsync(host, email: email, password: "green meadow bridge");
        Assert.NotEmpty(await later.Http.GetStringAsync("admin/session"));
    }

    private static async Task<TestHost> StartAsync(string? proxy)
    {
        var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Proxies:0"] = proxy });
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        host.SetAddress(Address);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Nina, "Nina", [StockRoles.FrontDesk], Password)));
        return host;
    }

    /// <summary>Opens the page as it is meant to be, and sends its form with everything that names another host.</summary>
    private static async Task<string> SendAsync(StaffSession browser, string path, string scheme, Action<Dictionary<string, string>> fill)
    {
        var page = await browser.PageAsync(path);
        var headers = browser.Http.DefaultRequestHeaders;
        headers.Host = Hostile;
        headers.Add("X-Forwarded-Host", Hostile);
        headers.Add("X-Forwarded-Proto", scheme);
        headers.Add("Forwarded", $"for=192.0.2.1;host={Hostile};proto={scheme}");
        using var answer = await browser.SendAsync(path, page, "[name='Input.Email']", fill);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Everything that the one mail to this address says.</summary>
    private static string MailTo(TestHost host, string address)
    {
        var mails = Directory.EnumerateDirectories(host.DataFolder, "mail", SearchOption.AllDirectories).SelectMany(f => Directory.EnumerateFiles(f, "*.eml")).Select(f => MimeKit.MimeMessage.Load(f));
        var mail = Assert.Single(mails, m => m.To.Mailboxes.Any(t => t.Address == address));
        return $"{string.Join('\n', mail.Headers.Select(h => h.Value))}\n{mail.TextBody}\n{mail.HtmlBody}";
    }

    private static Task<(string?, string?, string, int)> AccountAsync(TestHost host, string email) => host.InAsync("Default", async s =>
    {
        var db = s.GetRequiredService<UsersDb>();
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Email == email);
        return (user.PasswordHash, user.SecurityStamp, user.DisplayName, await db.Sessions.CountAsync(x => x.UserId == user.Id));
    });
}
