using PracticeCms.IntegrationTests.Billing;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Sending;
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

    private static Task DrainAsync(TestHost host) => host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    private static Task<List<(string Subject, MailState State)>> MailsAsync(TestHost host) => host.InAsync("Default", async s =>
        (await s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync()).ConvertAll(m => (m.Subject, m.State)));
}
