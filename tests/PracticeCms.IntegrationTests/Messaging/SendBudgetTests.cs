using System.Net;
using PracticeCms.Audit;
using PracticeCms.Durable;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Sending;

namespace PracticeCms.IntegrationTests.Messaging;

public sealed class SendBudgetTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_is_beyond_the_budget_is_held_until_a_person_decides(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        await BudgetAsync(host, anHour: 3, aDay: 4);
        await SendAsync(host, count: 8, from: 0);
        await DrainAsync(host);
        Assert.Equal((3, 5), await SentAndHeldAsync(host));
        var incident = Assert.Single((await host.InAsync("Default", s => s.GetRequiredService<IIncidents>().ListAsync(true, 1, 10))).Incidents);
        Assert.Contains("send budget", incident.Sentence, StringComparison.Ordinal);

        // The next hour has room for one more, because of the day; what is held does not take it by itself.
        host.Clock.Advance(Duration.FromHours(1));
        await SendAsync(host, count: 2, from: 8);
        await DrainAsync(host);
        Assert.Equal((4, 6), await SentAndHeldAsync(host));
        Assert.Equal((1, 4), await host.InAsync("Default", s => s.GetRequiredService<SendBudget>().UsedAsync(default)));

        var one = (await MailsAsync(host)).First(m => m.State == MailState.Held);
        Assert.Null((await ChangeAsync(host, c => c.ReleaseAsync(one.Id, default))).Problem);
        await DrainAsync(host);
        Assert.Equal((5, 5), await SentAndHeldAsync(host));

        Assert.Equal(5, (await ChangeAsync(host, c => c.DiscardAllAsync(default))).Value);
        await DrainAsync(host);
        Assert.Equal((5, 0), await SentAndHeldAsync(host));
        Assert.Equal(5, Files(host));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_pause_holds_everything_and_its_end_lets_go_what_is_not_too_late(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        Assert.Equal("Reason", Assert.Single((await PauseAsync(host, "  ")).Problem!.Fields).Field);
        Assert.Null((await PauseAsync(host, "A wrong text went out")).Problem);
        Assert.Equal("outbound-unchanged", (await PauseAsync(host, "Again")).Problem!.Code);
        await SendAsync(host, count: 3, from: 0);
        await SendAsync(host, count: 1, from: 3, notAfter: host.Clock.GetCurrentInstant() + Duration.FromHours(1));
        await DrainAsync(host);
        Assert.Equal((0, 4), await SentAndHeldAsync(host));
        Assert.Equal("outbound-paused", (await ChangeAsync(host, c => c.ReleaseAllAsync(default))).Problem!.Code);

        host.Clock.Advance(Duration.FromHours(2));
        Assert.Null((await host.InAsync("Default", s => s.GetRequiredService<PauseOutbound>().LiftAsync(default))).Problem);
        await DrainAsync(host);
        Assert.Equal((3, 0), await SentAndHeldAsync(host));
        Assert.Equal(MailState.Cancelled, (await MailsAsync(host)).Single(m => m.Key == "k3").State);
        Assert.Equal(3, Files(host));
    }

    /// <summary>A node that had not heard of the end yet holds a message after the first look.</summary>
    [Fact]
    public async Task What_was_held_while_the_pause_ended_goes_too()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await PauseAsync(host, "Trying things out");
        await SendAsync(host, count: 1, from: 0);
        await host.InAsync("Default", s => s.GetRequiredService<PauseOutbound>().LiftAsync(default));
        await DrainAsync(host);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(
            async _ =>
            {
                await SendAsync(s, 1, null);
                s.GetRequiredService<MessagingDb>().Mails.Local.Single(m => m.Key == "k1").Hold(HeldFor.Pause);
            },
            default));
        await DrainAsync(host);
        Assert.Equal((1, 1), await SentAndHeldAsync(host));

        host.Clock.Advance(Duration.FromSeconds(20));
        await DrainAsync(host);
        Assert.Equal((2, 0), await SentAndHeldAsync(host));
    }

    [Fact]
    public async Task The_switch_asks_for_a_fresh_factor_shows_a_banner_and_is_audited_with_old_and_new()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = await StaffSession.SignInAsync(host);
        var page = await staff.PageAsync("admin/settings/sending");
        Assert.Empty(page.QuerySelectorAll(".pause-banner"));

        host.Clock.Advance(Duration.FromMinutes(6));
        using (var asked = await staff.SendAsync("admin/settings/sending", page, "[name='Reason.Reason']", f => f["Reason.Reason"] = "Not yet"))
        {
            Assert.DoesNotContain("Outgoing messages are paused", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Empty((await staff.PageAsync("admin")).QuerySelectorAll(".pause-banner"));
        using var again = await StaffSession.SignInAsync(host);
        using (var paused = await again.SendAsync("admin/settings/sending", await again.PageAsync("admin/settings/sending"), "[name='Reason.Reason']", f => f["Reason.Reason"] = "A wrong text went out"))
        {
            Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        }

        Assert.Contains("A wrong text went out", (await again.PageAsync("admin")).QuerySelector(".pause-banner")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("OutboundSettings: IsPaused: nothing -> true", await LastChangeAsync(host), StringComparison.Ordinal);
        using (await again.SendAsync("admin/settings/sending", await again.PageAsync("admin/settings/sending"), "[name=_handler][value=lift]", _ => { }))
        {
            Assert.Contains("IsPaused: true -> false; PauseReason: \"A wrong text went out\" -> ", await LastChangeAsync(host), StringComparison.Ordinal);
        }
    }

    private static async Task<string?> LastChangeAsync(TestHost host) =>
        (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Kind: "Setting")))).Entries[0].Reason;

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database, features: "PracticeCms.Messaging");
        return host;
    }

    private static async Task BudgetAsync(TestHost host, int anHour, int aDay) => Assert.Null((await host.InAsync(
        "Default", s => s.GetRequiredService<ChangeSendBudget>().ExecuteAsync(new ChangeSendBudget.Request { MessagesAnHour = anHour, MessagesADay = aDay }, default))).Problem);

    private static Task<Result> PauseAsync(TestHost host, string reason) =>
        host.InAsync("Default", s => s.GetRequiredService<PauseOutbound>().PauseAsync(new PauseOutbound.Request { Reason = reason }, default));

    private static Task<T> ChangeAsync<T>(TestHost host, Func<ChangeMail, Task<T>> change) => host.InAsync("Default", s => change(s.GetRequiredService<ChangeMail>()));

    private static Task SendAsync(TestHost host, int count, int from, Instant? notAfter = null) => host.InAsync("Default", async s =>
    {
        for (var i = from; i < from + count; i++)
        {
            await SendAsync(s, i, notAfter);
        }
    });

    private static Task SendAsync(IServiceProvider services, int number, Instant? notAfter) =>
        services.GetRequiredService<IMail>().SendAsync(new MailRequest($"k{number}", "ann@example.test", "Ann", "Hi", "Hello", null) { NotAfter = notAfter });

    private static Task DrainAsync(TestHost host) => host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    private static async Task<(int Sent, int Held)> SentAndHeldAsync(TestHost host)
    {
        var mails = await MailsAsync(host);
        return (mails.Count(m => m.State == MailState.Sent), mails.Count(m => m.State == MailState.Held));
    }

    private static Task<List<OutgoingMail>> MailsAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().OrderBy(m => m.Key).ToListAsync());

    private static int Files(TestHost host) => Directory.EnumerateFiles(host.DataFolder, "*.eml", SearchOption.AllDirectories).Count();
}
