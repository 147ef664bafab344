using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.IntegrationTests.Workflows;
using PracticeCms.Kernel.Durable;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Workflows;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.Scheduling;

/// <summary>A mail about a visit that is still in the house when the visit changes.</summary>
public sealed class UnsentMailTests
{
    private const string Tell = """
        {
          "WorkflowTypeId": "NAME0000000000000000000000", "Name": "NAME", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "event", "Name": "NAME", "IsStart": true, "Properties": {} },
            { "ActivityId": "mail", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "ada@example.com" },
              "Subject": { "Expression": "WORD {{ Appointment.StartUtc }}" }, "Body": { "Expression": "-" }, "GraceMinutes": GRACE } }
          ],
          "Transitions": [{ "Id": 0, "SourceActivityId": "event", "SourceOutcomeName": "Done", "DestinationActivityId": "mail" }]
        }
        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_confirmation_that_has_not_left_goes_when_the_visit_is_cancelled(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);
        var visit = await BookAsync(practice);
        await DrainAsync(practice);
        Assert.Equal(MailState.Waiting, Assert.Single(await MailsAsync(practice)).State);

        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().CancelAsync(visit, CancelledBy.Practice, null));
        await MendAsync(practice);

        Assert.Equal(
            [(MailState.Cancelled, "Booked"), (MailState.Sent, "Cancelled")],
            (await MailsAsync(practice)).Select(m => (m.State, m.Subject.Split(' ')[0])));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_confirmation_that_has_not_left_is_replaced_when_the_visit_moves(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);
        var visit = await BookAsync(practice);
        await DrainAsync(practice);

        var start = await practice.Host.InAsync("Default", s => s.GetRequiredService<SchedulingDb>().Appointments.Select(a => a.Start).SingleAsync());
        var later = start + Duration.FromHours(1);
        await ChangeAsync(practice, s => s.GetRequiredService<MoveAppointment>().ExecuteAsync(new MoveAppointment.Request(visit, later)));
        await MendAsync(practice);

        Assert.Equal(
            [(MailState.Cancelled, $"Booked {start}"), (MailState.Sent, $"Moved {later}")],
            (await MailsAsync(practice)).Select(m => (m.State, m.Subject)));
    }

    [Fact]
    public async Task A_visit_cancelled_before_its_confirmation_was_written_is_not_confirmed()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite);
        var visit = await BookAsync(practice);
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().CancelAsync(visit, CancelledBy.Client, null));
        await MendAsync(practice);

        Assert.StartsWith("Cancelled", Assert.Single(await MailsAsync(practice)).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancellation_that_is_undone_in_time_is_never_told()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite, grace: 3);
        var visit = await BookAsync(practice);
        await DrainAsync(practice);
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().CancelAsync(visit, CancelledBy.Practice, null));
        await DrainAsync(practice);
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().RestoreAsync(visit));
        await MendAsync(practice);

        Assert.DoesNotContain(await MailsAsync(practice), m => m.State == MailState.Sent && m.Subject.StartsWith("Cancelled", StringComparison.Ordinal));
        Assert.Contains(await MailsAsync(practice), m => m.State == MailState.Sent && m.Subject.StartsWith("Booked", StringComparison.Ordinal));
    }

    /// <summary>Its handler failed once, or its message to the workflows did, and comes later.</summary>
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_word_of_cancellation_that_comes_after_the_visit_was_booked_again_ends_nothing(DatabaseProvider provider)
    {
        await using var practice = await StartAsync(provider);
        await ImportAsync(practice, VisitWorkflows.Reminder.Replace("TestVisitBookedEvent", nameof(AppointmentBookedEvent), StringComparison.Ordinal));
        var visit = await BookAsync(practice);
        await DrainAsync(practice);

        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().CancelAsync(visit, CancelledBy.Practice, null));
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().RestoreAsync(visit));
        await practice.Host.InAsync("Default", s => s.GetRequiredService<IWorkflowManager>().TriggerEventAsync(
            nameof(AppointmentCancelledEvent), new JsonObject { ["Sequence"] = 1 }, visit.ToString(), null, "late"));
        await MendAsync(practice);

        Assert.DoesNotContain(await MailsAsync(practice), m => m.Subject.StartsWith("Cancelled", StringComparison.Ordinal));
        var runs = await practice.Host.InAsync("Default", s => s.GetRequiredService<WorkflowsDb>().Workflows.AsNoTracking().Select(w => w.Status).ToListAsync());
        Assert.Contains(WorkflowStatus.Halted, runs);
        Assert.DoesNotContain(WorkflowStatus.Aborted, runs);
    }

    [Fact]
    public async Task A_second_missed_visit_is_told_like_the_first()
    {
        await using var practice = await StartAsync(DatabaseProvider.Sqlite);
        var visit = await BookAsync(practice);
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().NoShowAsync(visit));
        await DrainAsync(practice);
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().RestoreAsync(visit));
        await DrainAsync(practice);
        await ChangeAsync(practice, s => s.GetRequiredService<ChangeStatus>().NoShowAsync(visit));
        await MendAsync(practice);

        Assert.Equal(
            [MailState.Cancelled, MailState.Sent],
            (await MailsAsync(practice)).Where(m => m.Subject.StartsWith("NoShow", StringComparison.Ordinal)).Select(m => m.State));
    }

    /// <summary>A practice that tells its clients of each change, and whose mail server is dead.</summary>
    private static async Task<BookablePractice> StartAsync(DatabaseProvider provider, int grace = 0)
    {
        var practice = await BookablePractice.StartAsync(provider);
        foreach (var word in new[] { "Booked", "Moved", "Cancelled", "NoShow" })
        {
            var json = Tell.Replace("NAME", $"Appointment{word}Event", StringComparison.Ordinal).Replace("WORD", word, StringComparison.Ordinal).Replace("GRACE", $"{grace}", StringComparison.Ordinal);
            await ImportAsync(practice, json);
        }

        await MailServerAsync(practice, new() { Host = "127.0.0.1", Port = 9, Security = nameof(MailSecurity.None) });
        return practice;
    }

    private static async Task ImportAsync(BookablePractice practice, string json) =>
        Assert.Null((await practice.Host.InAsync("Default", s => s.GetRequiredService<ImportType>().ExecuteAsync(json, default))).Problem);

    private static async Task<Guid> BookAsync(BookablePractice practice)
    {
        var answer = await practice.BookAsync(await practice.FirstSlotAsync(), "Ada", "key");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task ChangeAsync(BookablePractice practice, Func<IServiceProvider, Task<Result<Appointment>>> change) =>
        Assert.Null((await practice.Host.InAsync("Default", change)).Problem);

    private static async Task MendAsync(BookablePractice practice)
    {
        await DrainAsync(practice);
        await MailServerAsync(practice, new());
        practice.Host.Clock.Advance(Duration.FromMinutes(10));
        await DrainAsync(practice);
    }

    private static async Task MailServerAsync(BookablePractice practice, ChangeMailSettings.Request request) =>
        Assert.Null((await practice.Host.InAsync("Default", s => s.GetRequiredService<ChangeMailSettings>().ExecuteAsync(request, default))).Problem);

    private static Task DrainAsync(BookablePractice practice) => practice.Host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    private static Task<List<OutgoingMail>> MailsAsync(BookablePractice practice) =>
        practice.Host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync());
}
