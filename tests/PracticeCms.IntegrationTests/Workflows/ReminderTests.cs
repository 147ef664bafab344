using PracticeCms.Workflows;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;

namespace PracticeCms.IntegrationTests.Workflows;

public sealed class ReminderTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_booked_visit_gets_a_confirmation_and_the_day_before_a_reminder(DatabaseProvider database)
    {
        await using var practice = await VisitWorkflows.StartAsync(database);

        await practice.BookAsync();
        await practice.DrainAsync();

        var confirmation = Assert.Single(practice.Sent());
        Assert.Equal("See you, Ann O'Hara", confirmation.Subject);
        Assert.Equal("visit.ics", Assert.Single(confirmation.Attachments).ContentDisposition!.FileName);
        Assert.Contains("Your Check-up is booked.", confirmation.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("Your Check-up is booked.", confirmation.TextBody!.Trim());
        Assert.Equal(WorkflowStatus.Halted, (await practice.OnlyRunAsync()).Status);

        practice.Clock.Set(practice.Visit.Start - Duration.FromHours(25));
        await practice.DrainAsync();
        Assert.Single(practice.Sent());

        practice.Clock.Set(practice.Visit.Start - Duration.FromHours(24));
        await practice.DrainAsync();
        Assert.Equal(["See you, Ann O'Hara", "Reminder"], practice.Sent().Select(m => m.Subject));
        Assert.Equal(WorkflowStatus.Finished, (await practice.OnlyRunAsync()).Status);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_event_that_is_delivered_twice_starts_one_workflow(DatabaseProvider database)
    {
        await using var practice = await VisitWorkflows.StartAsync(database);

        await practice.BookAsync();
        await practice.BookAsync();
        await practice.DrainAsync();

        await practice.OnlyRunAsync();
        Assert.Single(practice.Sent());
    }

    [Fact]
    public async Task Of_many_events_at_once_one_starts_a_workflow_of_which_only_one_may_run()
    {
        await using var practice = await VisitWorkflows.StartAsync(
            DatabaseProvider.Postgres, VisitWorkflows.Reminder.Replace("\"IsEnabled\": true", "\"IsEnabled\": true, \"IsSingleton\": true", StringComparison.Ordinal));
        var type = await practice.InAsync(s => s.GetRequiredService<WorkflowsDb>().Types.Where(t => t.IsSingleton).Select(t => t.Id).SingleAsync());

        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => practice.InAsync(s => s.GetRequiredService<StartWorkflow>().ExecuteAsync(
            type, "booked", new EventMessage(nameof(TestVisitBookedEvent), [], practice.CorrelationId, null, $"visit:{i}"), default)))));

        Assert.Single(started, isStarted => isStarted);
        await practice.OnlyRunAsync();
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_visit_that_moves_is_reminded_at_its_new_time(DatabaseProvider database)
    {
        await using var practice = await VisitWorkflows.StartAsync(database);
        await practice.BookAsync();
        await practice.DrainAsync();
        var old = practice.Visit.Start;

        practice.Visit.Start = old + Duration.FromDays(2);
        await practice.CommitAsync(s => s.GetRequiredService<IWorkflowManager>().RescheduleAsync(practice.CorrelationId));
        practice.Clock.Set(old - Duration.FromHours(24));
        await practice.DrainAsync();
        Assert.Single(practice.Sent());

        practice.Clock.Set(practice.Visit.Start - Duration.FromHours(24));
        await practice.DrainAsync();
        Assert.Equal(2, practice.Sent().Count);
    }

    [Fact]
    public async Task A_visit_that_moved_without_a_word_is_waited_for_again_when_the_time_comes()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite);
        await practice.BookAsync();
        await practice.DrainAsync();
        practice.Clock.Set(practice.Visit.Start - Duration.FromHours(24));

        practice.Visit.Start += Duration.FromDays(1);
        await practice.DrainAsync();
        Assert.Single(practice.Sent());

        practice.Clock.Advance(Duration.FromDays(1));
        await practice.DrainAsync();
        Assert.Equal(2, practice.Sent().Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_visit_gets_no_reminder(bool workflowIsTold)
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite);
        await practice.BookAsync();
        await practice.DrainAsync();

        practice.Visit.Status = "Cancelled";
        if (workflowIsTold)
        {
            await practice.CommitAsync(s => s.GetRequiredService<IWorkflowManager>().CancelAsync(practice.CorrelationId, "The visit was cancelled"));
        }

        practice.Clock.Set(practice.Visit.Start);
        await practice.DrainAsync();
        Assert.Single(practice.Sent());
        Assert.Equal(workflowIsTold ? WorkflowStatus.Aborted : WorkflowStatus.Finished, (await practice.OnlyRunAsync()).Status);
    }

    [Fact]
    public async Task A_visit_within_a_day_gets_no_reminder()
    {
        await using var practice = await VisitWorkflows.StartAsync(DatabaseProvider.Sqlite);
        practice.Visit.Start = practice.Clock.GetCurrentInstant() + Duration.FromHours(5);

        await practice.BookAsync();
        await practice.DrainAsync();

        Assert.Single(practice.Sent());
        Assert.Equal(WorkflowStatus.Finished, (await practice.OnlyRunAsync()).Status);
    }
}
