using System.Net;
using System.Net.Sockets;
using MimeKit;
using PracticeCms.Durable;
using PracticeCms.Health;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Outbound;

namespace PracticeCms.IntegrationTests.Messaging;

/// <summary>Mail over SMTP to a server that takes, loses, delays or refuses it.</summary>
public sealed class SmtpDeliveryTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_arrives_whole_in_its_envelope(DatabaseProvider database)
    {
        await using var server = new SmtpListener();
        await using var host = await StartAsync(database, server);
        var file = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var mail = new MailRequest("k1", "ann@example.test", "Ann Müller", "Ihre Bestätigung", "Hello\n.\n.a line that begins with a dot\nBye", "<p>Grüße</p>")
        {
            Attachments = [new MailAttachment("visit.bin", "application/octet-stream", file)],
        };
        await host.InAsync("Default", s => s.GetRequiredService<OutgoingMailbox>().SendAsync(mail, new MailExtras("", "copy@example.test", "desk@practice.test"), default));
        await DrainAsync(host);

        var taken = Assert.Single(server.Taken);
        Assert.Equal("clinic@practice.test", taken.From);
        Assert.Equal(["ann@example.test", "copy@example.test"], taken.To);
        Assert.Equal("The clinic <clinic@practice.test>", Only(taken.Message.From));
        Assert.Equal("Ann Müller <ann@example.test>", Only(taken.Message.To));
        Assert.Equal("desk@practice.test", taken.Message.ReplyTo.Mailboxes.Single().Address);
        Assert.Empty(taken.Message.Bcc);
        Assert.Equal("Ihre Bestätigung", taken.Message.Subject);
        Assert.Equal("k1@practice.test", taken.Message.MessageId);

        Assert.Equal(["text/plain", "text/html", "application/octet-stream"], taken.Message.BodyParts.Select(p => p.ContentType.MimeType));
        Assert.Equal(mail.TextBody, taken.Message.TextBody!.ReplaceLineEndings("\n").Trim());
        Assert.Equal(mail.HtmlBody, taken.Message.HtmlBody!.Trim());
        var attached = Assert.IsType<MimePart>(Assert.Single(taken.Message.Attachments));
        using var content = new MemoryStream();
        attached.Content!.DecodeTo(content);
        Assert.Equal("visit.bin", attached.FileName);
        Assert.Equal(file, content.ToArray());
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Only_a_mail_whose_answer_was_lost_arrives_again_and_as_the_same_mail(DatabaseProvider database)
    {
        var attempts = Enumerable.Range(1, 40).ToArray();
        new Random(7).Shuffle(attempts);
        // A tenth of them, and the first that is tried again.
        HashSet<int> lost = [.. attempts.Take(4), 41];
        await using var server = new SmtpListener(attempt => lost.Contains(attempt) ? SmtpFault.HangUpAfterDot : SmtpFault.None);
        await using var host = await StartAsync(database, server);
        var keys = Enumerable.Range(0, 40).Select(i => $"k{i:00}").ToList();
        foreach (var key in keys)
        {
            await SendAsync(host, key);
        }

        await DrainAsync(host);
        Assert.Equal(40, server.Attempts);
        await LaterAsync(host, Duration.FromMinutes(2));
        Assert.Equal(44, server.Attempts);
        await LaterAsync(host, Duration.FromMinutes(2));
        await LaterAsync(host, Duration.FromHours(2));

        var arrived = server.Taken.GroupBy(t => Assert.Single(t.To)).OrderBy(a => a.Key, StringComparer.Ordinal).ToList();
        Assert.Equal(keys.Select(k => k + "@example.test"), arrived.Select(a => a.Key));
        Assert.All(arrived, a => Assert.Equal(1 + a.Count(t => !t.WasAnswered), a.Count()));
        Assert.Equal(keys.Select(k => k + "@practice.test"), arrived.Select(a => Assert.Single(a.Select(t => t.Message.MessageId!).Distinct())));
        Assert.Equal(45, server.Taken.Count);
        Assert.All(await MailsAsync(host), m => Assert.Equal(MailState.Sent, m.State));
        Assert.Empty(await IncidentsAsync(host));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_that_was_cut_off_arrives_once(DatabaseProvider database)
    {
        await using var server = new SmtpListener(attempt => attempt == 1 ? SmtpFault.HangUpBeforeDot : SmtpFault.None);
        await using var host = await StartAsync(database, server);
        await SendAsync(host, "k1");
        await DrainAsync(host);
        Assert.Empty(server.Taken);
        var waiting = Assert.Single(await MailsAsync(host));
        Assert.Equal((MailState.Waiting, 1), (waiting.State, waiting.Attempts));
        Assert.NotNull(waiting.LastError);

        await LaterAsync(host, Duration.FromMinutes(2));
        await LaterAsync(host, Duration.FromHours(2));

        Assert.Equal("k1@practice.test", Assert.Single(server.Taken).Message.MessageId);
        var sent = Assert.Single(await MailsAsync(host));
        Assert.Equal((MailState.Sent, 2), (sent.State, sent.Attempts));
        Assert.Null(sent.LastError);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_refused_for_now_waits_with_the_reason_and_arrives_once(DatabaseProvider database)
    {
        await using var server = new SmtpListener(attempt => attempt switch { 1 => SmtpFault.RecipientLater, 2 => SmtpFault.MessageLater, _ => SmtpFault.None });
        await using var host = await StartAsync(database, server);
        await SendAsync(host, "k1");
        await SendAsync(host, "k2");
        await DrainAsync(host);
        Assert.Empty(server.Taken);
        Assert.All(await MailsAsync(host), m => Assert.Equal(MailState.Waiting, m.State));
        Assert.All(await MailsAsync(host), m => Assert.Contains("try again later", m.LastError, StringComparison.Ordinal));

        await LaterAsync(host, Duration.FromMinutes(2));
        await LaterAsync(host, Duration.FromHours(2));

        Assert.Equal(["k1@practice.test", "k2@practice.test"], server.Taken.Select(t => t.Message.MessageId!).Order());
        Assert.Equal([("k1", MailState.Sent, 2), ("k2", MailState.Sent, 2)], (await MailsAsync(host)).Select(m => (m.Key, m.State, m.Attempts)));
        Assert.Empty(await IncidentsAsync(host));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_refused_for_good_tells_a_person_the_servers_reason_and_is_not_tried_again(DatabaseProvider database)
    {
        await using var server = new SmtpListener(attempt => attempt switch { 1 => SmtpFault.RecipientNever, 2 => SmtpFault.MessageNever, _ => SmtpFault.None });
        await using var host = await StartAsync(database, server);
        await SendAsync(host, "k1");
        await SendAsync(host, "k2");
        await DrainAsync(host);
        await LaterAsync(host, Duration.FromMinutes(2));
        await LaterAsync(host, Duration.FromHours(2));

        List<string> reasons = ["The mail server refused it: 550 No such mailbox here", "The mail server refused it: 550 Not a mail that is taken here"];
        Assert.Equal(reasons, await IncidentsAsync(host));
        var mails = await MailsAsync(host);
        Assert.Equal(reasons, mails.Select(m => m.LastError!).Order(StringComparer.Ordinal));
        Assert.All(mails, m => Assert.Equal((MailState.Failed, 1), (m.State, m.Attempts)));
        Assert.Equal(2, server.Attempts);
        Assert.Empty(server.Taken);

        // One is tried again where it failed, the other sent again under Outgoing mail; then what is left of it sends nothing.
        var again = mails.Single(m => m.Key == "k2").Id;
        await host.InAsync("Default", s => s.GetRequiredService<ChangeMail>().ResendAsync(again, default));
        foreach (var incident in (await host.InAsync("Default", s => s.GetRequiredService<IIncidents>().ListAsync(true, 1, 10))).Incidents)
        {
            Assert.True((await host.InAsync("Default", s => s.GetRequiredService<IIncidents>().RetryAsync(incident.Id))).Succeeded);
        }

        await DrainAsync(host);
        Assert.Equal(["k1@practice.test", "k2@practice.test"], server.Taken.Select(t => t.Message.MessageId!).Order());
        Assert.All(await MailsAsync(host), m => Assert.Equal(MailState.Sent, m.State));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_whose_time_passed_while_the_server_was_down_is_never_sent(DatabaseProvider database)
    {
        await using var server = new SmtpListener { IsDown = true };
        await using var host = await StartAsync(database, server);
        await SendAsync(host, "late", notAfter: host.Clock.GetCurrentInstant() + Duration.FromMinutes(5));
        await SendAsync(host, "patient");
        await DrainAsync(host);
        Assert.All(await MailsAsync(host), m => Assert.Equal((MailState.Waiting, 1), (m.State, m.Attempts)));

        server.IsDown = false;
        await LaterAsync(host, Duration.FromMinutes(6));
        await LaterAsync(host, Duration.FromHours(2));

        Assert.Equal(1, server.Attempts);
        Assert.Equal("patient@practice.test", Assert.Single(server.Taken).Message.MessageId);
        Assert.Equal([("late", MailState.Cancelled, 1), ("patient", MailState.Sent, 2)], (await MailsAsync(host)).Select(m => (m.Key, m.State, m.Attempts)));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_mail_whose_answer_was_lost_is_not_sent_again_after_its_time(DatabaseProvider database)
    {
        await using var server = new SmtpListener(attempt => attempt == 1 ? SmtpFault.HangUpAfterDot : SmtpFault.None);
        await using var host = await StartAsync(database, server);
        await SendAsync(host, "k1", notAfter: host.Clock.GetCurrentInstant() + Duration.FromSeconds(1));
        await DrainAsync(host);
        Assert.Single(server.Taken);

        await LaterAsync(host, Duration.FromMinutes(2));
        await LaterAsync(host, Duration.FromHours(2));

        Assert.Single(server.Taken);
        Assert.Equal(1, server.Attempts);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_neither_mail_nor_password(MailSecurity security)
    {
        using var certificate = SelfSigned.Create();
        await using var server = new SmtpListener { Certificate = certificate, IsEncrypted = security == MailSecurity.Tls };
        await using var host = await StartAsync(DatabaseProvider.Sqlite, server, security);
        await SendAsync(host, "k1");
        await DrainAsync(host);
        var first = Assert.Single(await MailsAsync(host));
        await LaterAsync(host, Duration.FromMinutes(2));
        var second = Assert.Single(await MailsAsync(host));

        Assert.Equal([(MailState.Waiting, 1), (MailState.Waiting, 2)], new[] { first, second }.Select(m => (m.State, m.Attempts)));
        Assert.Contains("certificate could not be validated", first.LastError, StringComparison.Ordinal);
        Assert.Contains("certificate could not be validated", second.LastError, StringComparison.Ordinal);
        string[] once = security == MailSecurity.Tls ? [] : ["EHLO", "STARTTLS"];
        Assert.Equal(once.Concat(once), server.Heard.Select(h => h.Split(' ')[0]));
        Assert.Equal(0, server.Attempts);
        Assert.Empty(server.Taken);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task Health_tells_of_a_certificate_that_would_not_do_and_asks_nobody_whom_it_names(MailSecurity security)
    {
        using var named = new TcpListener(IPAddress.Loopback, 0);
        named.Start();
        using var certificate = SelfSigned.IssuedBy($"http://127.0.0.1:{((IPEndPoint)named.LocalEndpoint).Port}/authority.cer");
        await using var server = new SmtpListener { Certificate = certificate, IsEncrypted = security == MailSecurity.Tls };
        await using var host = await StartAsync(DatabaseProvider.Sqlite, server, security);

        var finding = Assert.Single(await host.InAsync("Default", s => s.GetRequiredService<IHealth>().OfPracticeAsync()), f => f.Check == "mail");

        Assert.Equal(HealthState.Failed, finding.State);
        Assert.Contains("certificate", finding.Detail, StringComparison.Ordinal);
        Assert.False(named.Pending());
        Assert.DoesNotContain(server.Heard, h => h.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.9.0.0/16", false)]
    [InlineData("127.0.0.0/8", true)]
    public async Task A_hosted_practice_reaches_of_the_hosts_network_what_the_host_allows(string allowed, bool isReached)
    {
        await using var server = new SmtpListener();
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Outbound:Allow:0"] = allowed });
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: "PracticeCms.Messaging");
        await host.CreateBareAsync(DatabaseProvider.Sqlite, name: "north", prefix: "north", features: "PracticeCms.Messaging");
        var mail = new MailSettings { Host = "127.0.0.1", Port = server.Port, Security = MailSecurity.None };
        Task GreetAsync(string practice) => host.InAsync(practice, s => s.GetRequiredService<MailTransport>().GreetAsync(mail, default));

        var refusal = await Record.ExceptionAsync(() => GreetAsync("north"));
        Assert.Equal(isReached, refusal is null);
        Assert.Equal(isReached, server.Heard.Count > 0);
        Assert.Equal(isReached ? null : typeof(OutboundRefusedException), refusal?.GetType());
        await GreetAsync("Default");
        Assert.NotEmpty(server.Heard);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database, SmtpListener server, MailSecurity security = MailSecurity.None)
    {
        var user = security == MailSecurity.None ? null : "clinic";
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database, features: "PracticeCms.Messaging");
        var settings = new ChangeMailSettings.Request
        {
            Host = "127.0.0.1", Port = server.Port, Security = security.ToString(), User = user, Password = user, FromAddress = "clinic@practice.test", FromName = "The clinic",
        };
        Assert.Null((await host.InAsync("Default", s => s.GetRequiredService<ChangeMailSettings>().ExecuteAsync(settings, default))).Problem);
        return host;
    }

    private static Task SendAsync(TestHost host, string key, Instant? notAfter = null) => host.InAsync(
        "Default", s => s.GetRequiredService<IMail>().SendAsync(new MailRequest(key, $"{key}@example.test", "Ann", "Hi", "Hello", "<p>Hello</p>") { NotAfter = notAfter }));

    private static Task DrainAsync(TestHost host) => host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    private static Task LaterAsync(TestHost host, Duration by)
    {
        host.Clock.Advance(by);
        return DrainAsync(host);
    }

    private static Task<List<OutgoingMail>> MailsAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().OrderBy(m => m.Key).ToListAsync());

    /// <summary>What those about mail say.</summary>
    private static async Task<List<string>> IncidentsAsync(TestHost host) =>
        [.. (await host.InAsync("Default", s => s.GetRequiredService<IIncidents>().ListAsync(true, 1, 10))).Incidents.Where(i => i.Kind == DeliverMail.OutboxKind).Select(i => i.Sentence).Order(StringComparer.Ordinal)];

    private static string Only(InternetAddressList addresses) => addresses.Mailboxes.Single() is var mailbox ? $"{mailbox.Name} <{mailbox.Address}>" : "";
}
