using PracticeCms.Access;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Notes;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>What somebody does not see is not found out, used or finished by them in another way either.</summary>
public sealed class GuessTests
{
    private const string Password = "green river stone";
    private const string Desk = "desk@example.org";

    [Fact]
    public async Task A_number_that_is_not_seen_is_not_found_a_colleagues_draft_not_signed_and_a_clients_link_not_read()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var desk = await host.InAsync("Default", async s => (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Desk, "Dora", [StockRoles.FrontDesk], Password))).Value.Id);
        var client = await host.InAsync("Default", async s => (await s.GetRequiredService<CreateClient>().ExecuteAsync(
            new CreateClient.Request(new ClientDetails { GivenName = "Ada", FamilyName = "Fernsby", IdentityNumber = "756.9217-0769.85", SaveAnyway = true }), default)).Value);
        using var owner = await StaffSession.SignInAsync(host);
        using var dora = await StaffSession.SignInAsync(host, email: Desk, password: Password);

        foreach (var path in (string[])["admin/clients?q=7569217076985", "admin/search?q=7569217076985", "api/v1/clients?q=7569217076985"])
        {
            Assert.Contains("Fernsby", await owner.Http.GetStringAsync(path), StringComparison.Ordinal);
            Assert.DoesNotContain("Fernsby", await dora.Http.GetStringAsync(path), StringComparison.Ordinal);
        }

        await SignsForTheAuthorAloneAsync(host, client, desk);
        await HidesTheLinkAsync(host, client, owner);
    }

    private static async Task SignsForTheAuthorAloneAsync(TestHost host, Guid client, Guid other)
    {
        var draft = await host.InAsync("Default", async s => (await s.GetRequiredService<WriteNote>().ExecuteAsync(new WriteNote.Request(client, "Not ready yet", Sign: false), default)).Value);
        var refused = await host.InAsync("Default", async s =>
        {
            using var actor = s.GetRequiredService<ICurrentActor>().ActAs(ActorKind.System, "Dora", other);
            return await s.GetRequiredService<WriteNote>().SignAsync(client, draft, default);
        });

        Assert.Equal("note-of-another", refused.Problem?.Code);
        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<WriteNote>().SignAsync(client, draft, default))).Succeeded);
    }

    private static async Task HidesTheLinkAsync(TestHost host, Guid client, StaffSession owner)
    {
        var link = $"https://practice.example/visit/{Ids.Token()}";
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            await s.GetRequiredService<IMail>().SendTemplateAsync("mail/reset", "guess", "ada@example.com", "Ada", new Dictionary<string, object?> { ["url"] = link, ["minutes"] = 10 }, client, ct: ct)));
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        var mail = await host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().Where(m => m.ClientId == client).Select(m => m.Id).SingleAsync());

        Assert.Contains(Directory.EnumerateFiles(host.DataFolder, "*.eml", SearchOption.AllDirectories), f => MimeKit.MimeMessage.Load(f).TextBody?.Contains(link, StringComparison.Ordinal) == true);
        foreach (var path in (string[])[$"admin/outgoing/{mail}", $"admin/outgoing/{mail}/body"])
        {
            var shown = await owner.Http.GetStringAsync(path);
            Assert.DoesNotContain(link, shown, StringComparison.Ordinal);
            Assert.Contains("/visit/...", shown, StringComparison.Ordinal);
        }

        await using var file = await owner.Http.GetStreamAsync($"admin/outgoing/{mail}/mail.eml");
        var downloaded = await MimeKit.MimeMessage.LoadAsync(file);
        Assert.DoesNotContain(link, downloaded.TextBody + downloaded.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("/visit/...", downloaded.TextBody, StringComparison.Ordinal);
    }
}
