using PracticeCms.Durable;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.Workflows;

public sealed class IncidentTests
{
    private const string Troubled = """
        {
          "WorkflowTypeId": "trouble", "Name": "Trouble", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "booked", "Name": "TestVisitBookedEvent", "IsStart": true },
            { "ActivityId": "trouble", "Name": "TroubleTask" },
            { "ActivityId": "after", "Name": "SetPropertyTask", "Properties": { "PropertyName": "after", "Value": { "Expression": "true" } } }
          ],
          "Transitions": [
            { "SourceActivityId": "booked", "SourceOutcomeName": "Done", "DestinationActivityId": "trouble" },
            { "SourceActivityId": "trouble", "SourceOutcomeName": "Done", "DestinationActivityId": "after" }
          ]
        }
        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_failure_for_good_stops_the_run_and_a_person_tries_again(DatabaseProvider database)
    {
        await using var practice = await VisitWorkflows.StartAsync(database, Troubled);
        practice.Visit.Trouble = new PermanentFailureException("No such thing.");
        await practice.BookAsync();
        await practice.DrainAsync();

        var run = await practice.OnlyRunAsync();
        Assert.Equal(WorkflowStatus.Faulted, run.Status);
        Assert.Equal(("Ask for trouble", "No such thing."), (await practice.OpenIncidentAsync())! switch { var i => (i.Sentence, i.Error) });

        practice.Visit.Trouble = null;
        Assert.Null((await practice.InAsync(s => s.GetRequiredService<MendWorkflow>().RetryAsync(run.Id, default))).Problem);
        await practice.DrainAsync();
        Assert.Equal(WorkflowStatus.Finished, (await practice.OnlyRunAsync()).Status);
        Assert.Null(await practice.OpenIncidentAsync());
    }

    [Fact]
    public async Task A_stopped_step_is_left_out_with_a_reason()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite, Troubled);
        practice.Visit.Trouble = new PermanentFailureException("No such thing.");
        await practice.BookAsync();
        await practice.DrainAsync();
        var run = await practice.OnlyRunAsync();

        Assert.NotNull((await practice.InAsync(s => s.GetRequiredService<MendWorkflow>().SkipAsync(run.Id, "Done", " ", default))).Problem);
        Assert.Null((await practice.InAsync(s => s.GetRequiredService<MendWorkflow>().SkipAsync(run.Id, "Done", "Done by phone", default))).Problem);
        await practice.DrainAsync();

        run = await practice.OnlyRunAsync();
        Assert.Equal(WorkflowStatus.Finished, run.Status);
        Assert.True(WorkflowState.Read(run.State).Properties["after"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_tried_again_by_itself()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite, Troubled);
        practice.Visit.Trouble = new IOException("The line is dead.");
        await practice.BookAsync();
        await practice.DrainAsync();
        Assert.Equal((WorkflowStatus.Executing, "Will be tried again: The line is dead."), await practice.OnlyRunAsync() switch { var r => (r.Status, r.Remark) });

        practice.Visit.Trouble = null;
        practice.Clock.Advance(Duration.FromMinutes(1));
        await practice.DrainAsync();
        Assert.Equal(WorkflowStatus.Finished, (await practice.OnlyRunAsync()).Status);
    }

    [Fact]
    public async Task A_failure_that_does_not_pass_becomes_an_incident_within_the_hour()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite, Troubled);
        practice.Visit.Trouble = new IOException("The line is dead.");
        await practice.BookAsync();
        for (var i = 0; i < 8; i++)
        {
            await practice.DrainAsync();
            practice.Clock.Advance(Duration.FromMinutes(8));
        }

        Assert.Equal("The line is dead.", (await practice.OpenIncidentAsync())?.Error);
    }

    [Fact]
    public async Task While_everything_is_stopped_nothing_is_sent_and_nothing_is_lost()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite);
        await practice.InAsync(s => s.GetRequiredService<StopWorkflows>().StopAllAsync("", default));
        await practice.BookAsync();
        await practice.DrainAsync();
        Assert.Empty(practice.Sent());

        await practice.InAsync(s => s.GetRequiredService<StopWorkflows>().GoOnAsync(default));
        await practice.DrainAsync();
        Assert.Single(practice.Sent());
    }

    [Fact]
    public async Task A_type_that_is_off_does_not_start_and_what_runs_goes_on()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite);
        await practice.BookAsync();
        await practice.DrainAsync();
        var run = await practice.OnlyRunAsync();
        await practice.InAsync(s => s.GetRequiredService<SwitchType>().ExecuteAsync(run.TypeId, false, default));

        await practice.BookAsync("another");
        practice.Clock.Set(practice.Visit.Start - Duration.FromHours(24));
        await practice.DrainAsync();

        Assert.Equal(WorkflowStatus.Finished, (await practice.OnlyRunAsync()).Status);
        Assert.Equal(2, practice.Sent().Count);
    }
}
