using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;

namespace PracticeCms.IntegrationTests.Messaging;

public sealed class OutgoingMailTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_with_the_same_key_goes_out_once(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        await SendAsync(host, "k1");
        await SendAsync(host, "k1");
        await DrainAsync(host);

        var mail = Assert.Single(await MailsAsync(host));
        Assert.Equal((MailState.Sent, 1), (mail.State, mail.Attempts));
        Assert.StartsWith("k1@", Assert.Single(Sent(host)).MessageId, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", mail.TextSealed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_taken_back_within_the_grace_period_is_never_sent()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await SendAsync(host, "k1", m => m with { NotBefore = host.Clock.GetCurrentInstant() + Duration.FromSeconds(30), Group = "appointment:1" });
        await DrainAsync(host);
        Assert.Empty(Sent(host));

        await host.InAsync("Default", s => s.GetRequiredService<IMail>().CancelGroupAsync("appointment:1"));
        host.Clock.Advance(Duration.FromMinutes(1));
        await DrainAsync(host);

        Assert.Empty(Sent(host));
        Assert.Equal(MailState.Cancelled, Assert.Single(await MailsAsync(host)).State);
    }

    [Fact]
    public async Task A_dead_server_leaves_the_mail_waiting_with_the_reason()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await ChangeAsync(host, new ChangeMailSettings.Request { Host = "127.0.0.1", Port = 9, Security = nameof(MailSecurity.None) });
        await SendAsync(host, "k1");
        await DrainAsync(host);

        var mail = Assert.Single(await MailsAsync(host));
        Assert.Equal(MailState.Waiting, mail.State);
        Assert.NotNull(mail.LastError);

        await ChangeAsync(host, new ChangeMailSettings.Request());
        host.Clock.Advance(Duration.FromMinutes(1));
        await DrainAsync(host);
        Assert.Equal((MailState.Sent, 2), Assert.Single(await MailsAsync(host)) switch { var m => (m.State, m.Attempts) });
    }

    [Fact]
    public async Task A_mail_that_comes_too_late_is_not_sent()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await SendAsync(host, "k1", m => m with { NotAfter = host.Clock.GetCurrentInstant() + Duration.FromHours(1) });
        host.Clock.Advance(Duration.FromHours(2));
        await DrainAsync(host);

        Assert.Equal(MailState.Cancelled, Assert.Single(await MailsAsync(host)).State);
        Assert.Empty(Sent(host));
    }

    [Fact]
    public async Task A_sent_mail_sent_again_is_a_mail_of_its_own()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await SendAsync(host, "k1", m => m with { Attachments = [new MailAttachment("a.txt", "text/plain", "x"u8.ToArray())] });
        await DrainAsync(host);
        var first = Assert.Single(await MailsAsync(host));

        Assert.Null((await host.InAsync("Default", s => s.GetRequiredService<ChangeMail>().ResendAsync(first.Id, default))).Problem);
        await DrainAsync(host);

        Assert.Equal(2, Sent(host).Select(m => m.MessageId).Distinct().Count());
        Assert.All(Sent(host), m => Assert.Single(m.Attachments));
    }

    [Fact]
    public async Task A_template_has_the_practices_look_and_a_text_alternative()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<IMail>().SendTemplateAsync("mail/test", "k1", "ann@example.test", "Ann", new Dictionary<string, object?>()));
        await DrainAsync(host);

        var mail = Assert.Single(Sent(host));
        Assert.Equal("A test mail from Test practice", mail.Subject);
        Assert.Contains("<style>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.StartsWith("It works", mail.TextBody, StringComparison.Ordinal);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database, features: "PracticeCms.Messaging");
        return host;
    }

    private static Task SendAsync(TestHost host, string key, Func<MailRequest, MailRequest>? change = null)
    {
        var mail = new MailRequest(key, "ann@example.test", "Ann", "Hi", "Hello", "<p>Hello</p>");
        return host.InAsync("Default", s => s.GetRequiredService<IMail>().SendAsync(change is null ? mail : change(mail)));
    }

    private static async Task ChangeAsync(TestHost host, ChangeMailSettings.Request request) =>
        Assert.Null((await host.InAsync("Default", s => s.GetRequiredService<ChangeMailSettings>().ExecuteAsync(request, default))).Problem);

    private static Task DrainAsync(TestHost host) => host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    private static Task<List<OutgoingMail>> MailsAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().ToListAsync());

    private static List<MimeKit.MimeMessage> Sent(TestHost host) =>
        [.. Directory.EnumerateDirectories(host.DataFolder, "mail", SearchOption.AllDirectories).SelectMany(f => Directory.EnumerateFiles(f, "*.eml")).Select(f => MimeKit.MimeMessage.Load(f))];
}
