using PracticeCms.Access;
using PracticeCms.IntegrationTests.Billing;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Sending;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;
using PracticeCms.Users.ApiKeys;
using PracticeCms.Users.Passwords;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>A restored practice believes that it is the moment of the backup.</summary>
public sealed class RestoredPracticeTests
{
    private const string Greet = """
        {
          "WorkflowTypeId": "greet", "Name": "Greet", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "added", "Name": "ClientCreatedEvent", "IsStart": true, "Properties": {} },
            { "ActivityId": "mail", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "ada@example.com" }, "Subject": { "Expression": "Welcome" }, "Body": { "Expression": "-" }, "GraceMinutes": 0 } }
          ],
          "Transitions": [{ "Id": 0, "SourceActivityId": "added", "SourceOutcomeName": "Done", "DestinationActivityId": "mail" }]
        }
        """;

    [Fact]
    public async Task It_sends_nothing_and_takes_no_step_until_somebody_has_looked()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        Assert.Null((await practice.Host.InAsync("Default", s => s.GetRequiredService<ImportType>().ExecuteAsync(Greet, default))).Problem);
        await practice.Host.ClientAsync();
        await practice.Host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(
            ct => s.GetRequiredService<IMail>().SendAsync(new MailRequest("waiting", "ada@example.com", "Ada", "Waiting", "-", null), ct)));
        var made = await practice.BackUpAsync();

        var restored = await practice.RestoredAsync(made.File);
        await DrainAsync(restored);
        var workflow = Assert.Single(await restored.InAsync("Default", s => s.GetRequiredService<WorkflowsDb>().Workflows.AsNoTracking().ToListAsync()));
        Assert.Equal((WorkflowStatus.Executing, 0), (workflow.Status, workflow.Steps));
        Assert.Equal([("Waiting", MailState.Held)], await MailsAsync(restored));

        await restored.InAsync("Default", s => s.GetRequiredService<StopWorkflows>().GoOnAsync(default));
        await DrainAsync(restored);
        Assert.Equal([("Waiting", MailState.Held), ("Welcome", MailState.Held)], await MailsAsync(restored));
        Assert.Empty(Directory.GetFiles(restored.DataFolder, "*.eml", SearchOption.AllDirectories));

        Assert.Null((await restored.InAsync("Default", s => s.GetRequiredService<PauseOutbound>().LiftAsync(default))).Problem);
        await DrainAsync(restored);
        Assert.Equal([("Waiting", MailState.Sent), ("Welcome", MailState.Sent)], await MailsAsync(restored));
    }

    [Fact]
    public async Task What_opened_it_is_ended_and_it_is_closed_until_somebody_has_looked_who_can_sign_in()
    {
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        await using var practice = BackedPractice.Around(host, DatabaseProvider.Sqlite);
        using var session = await StaffSession.SignInAsync(host);
        await host.InAsync("Default", async s =>
        {
            var left = (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("left@example.org", null, [StockRoles.FrontDesk]))).Value.Id;
            await s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<AccountTokens>().IssueAsync(left, TokenPurpose.Invite, ct));
            var owner = await s.GetRequiredService<UsersDb>().Users.Where(u => u.Email == StaffSession.Email).Select(u => u.Id).SingleAsync();
            using var actor = s.GetRequiredService<ICurrentActor>().ActAs(ActorKind.Staff, "Olive Owner", owner);
            var now = host.Clock.GetCurrentInstant();
            await s.GetRequiredService<IUnitOfWork>().RunAsync(_ => Task.FromResult(s.GetRequiredService<MakeKey>().Add("Lab", "ViewClients", RecordScope.All, "", now, now + Duration.FromDays(3))));
        });
        var data = practice.NewFolder("looked");

        var restored = (await BackedPractice.RestoreAsync(data, new RestoreBackup.Request((await practice.BackUpAsync()).File, practice.Key))).Value;

        Assert.Equal([("left@example.org", false), (StaffSession.Email, true)], restored.Accounts.Select(a => (a.Email, a.LastSignIn is not null)));
        Assert.Equal("last-owner", (await BackedPractice.ReleaseAsync(data, StaffSession.Email)).Problem?.Code);
        Assert.Null((await BackedPractice.ReleaseAsync(data, "Left@example.org")).Problem);
        await using var opened = await TestHost.StartAsync(data, now: host.Clock.GetCurrentInstant());
        await opened.InAsync("Default", async s =>
        {
            var db = s.GetRequiredService<UsersDb>();
            Assert.Empty(await db.Sessions.ToListAsync());
            Assert.Empty(await db.Tokens.ToListAsync());
            Assert.NotNull(Assert.Single(await db.ApiKeys.ToListAsync()).RevokedAt);
            Assert.False(await db.Users.Where(u => u.Email == "left@example.org").Select(u => u.IsEnabled).SingleAsync());
        });
        using var again = await StaffSession.SignInAsync(opened);
        Assert.NotEmpty(RingOf(data));
        Assert.Empty(RingOf(data).Intersect(RingOf(host.DataFolder)));
    }

    /// <summary>Keys of cookies, by name.</summary>
    private static List<string> RingOf(string data) => Directory.GetFiles(Path.Combine(data, "keys", "protection")).Select(f => Path.GetFileName(f)).ToList();

    private static Task DrainAsync(TestHost host) => host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    private static Task<List<(string Subject, MailState State)>> MailsAsync(TestHost host) => host.InAsync("Default", async s =>
        (await s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync()).ConvertAll(m => (m.Subject, m.State)));
}
