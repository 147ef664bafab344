using System.Text.Json.Nodes;
using PracticeCms.Kernel.Durable;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.Workflows;

/// <summary>A visit as a workflow sees it; the test moves and cancels it.</summary>
internal sealed class TestVisit
{
    public Instant Start { get; set; } = Instant.FromUtc(2026, 3, 5, 15, 0);
    public string Status { get; set; } = "Booked";

    /// <summary>Thrown while true, as by a database that is away or a program that is wrong.</summary>
    public Exception? Trouble { get; set; }
}

internal sealed class VisitData(TestVisit visit) : IWorkflowDataSource, IWorkflowAttachmentSource
{
    public IReadOnlyList<PracticeCms.Access.FieldGroup> Reads => [];

    public Task AddAsync(WorkflowContext context, IDictionary<string, object?> model, CancellationToken ct)
    {
        model["Appointment"] = new Dictionary<string, object?> { ["Start"] = visit.Start, ["Status"] = visit.Status, ["ServiceName"] = "Check-up" };
        model["Client"] = new Dictionary<string, object?> { ["Name"] = "Ann O'Hara", ["Email"] = "ann@example.test" };
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<(string FileName, string ContentType, byte[] Content)>> GetAsync(WorkflowContext context, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<(string, string, byte[])>>([("visit.ics", "text/calendar", "BEGIN:VCALENDAR"u8.ToArray())]);
}

public sealed class TestVisitBookedEvent : EventActivity
{
    public override string DisplayText => "A visit is booked";
    public override string Category => "Test";
}

internal sealed class TroubleTask(TestVisit visit) : TaskActivity
{
    public override string DisplayText => "Ask for trouble";
    public override string Category => "Test";
    public override ActivityKind Kind => ActivityKind.Data;

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) =>
        visit.Trouble is { } trouble ? throw trouble : Task.FromResult(ActivityResult.Done);
}

/// <summary>A practice with workflows and mail on one database, and a visit to be reminded of.</summary>
internal sealed class VisitWorkflows : IAsyncDisposable
{
    public const string Reminder = """
        {
          "WorkflowTypeId": "visitreminder0000000000000", "Name": "Confirm and remind", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "booked", "Name": "TestVisitBookedEvent", "IsStart": true, "Properties": {} },
            { "ActivityId": "confirm", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "{{ Client.Email }}" }, "Subject": { "Expression": "See you, {{ Client.Name }}" },
              "Body": { "Expression": "<p>Your {{ Appointment.ServiceName }} is booked.</p>" }, "IsHtmlBody": true, "AttachInvite": true } },
            { "ActivityId": "wait", "Name": "WaitUntilTask", "Properties": { "RelativeTo": "Appointment.Start", "OffsetDays": -1, "NotAtNight": true, "SkipIfPast": true } },
            { "ActivityId": "remind", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "{{ Client.Email }}" }, "Subject": { "Expression": "Reminder" }, "Body": { "Expression": "Tomorrow." } } }
          ],
          "Transitions": [
            { "Id": 0, "SourceActivityId": "booked", "SourceOutcomeName": "Done", "DestinationActivityId": "confirm" },
            { "Id": 0, "SourceActivityId": "confirm", "SourceOutcomeName": "Done", "DestinationActivityId": "wait" },
            { "Id": 0, "SourceActivityId": "wait", "SourceOutcomeName": "Done", "DestinationActivityId": "remind" }
          ]
        }
        """;

    private readonly TestHost host;

    private VisitWorkflows(TestHost host, TestVisit visit) => (this.host, Visit) = (host, visit);

    public TestVisit Visit { get; }
    public FakeClock Clock => host.Clock;
    public string CorrelationId { get; } = "0195d0a0-0000-7000-8000-000000000001";

    public static async Task<VisitWorkflows> StartAsync(DatabaseProvider database, string? json = Reminder)
    {
        Databases.Need(database);
        var visit = new TestVisit();
        var host = await TestHost.StartAsync(services: services => services
            .AddSingleton(visit).AddActivity<TestVisitBookedEvent>().AddActivity<TroubleTask>().AddWorkflowData<VisitData>().AddWorkflowAttachments<VisitData>());
        await host.CreateBareAsync(database, features: ["PracticeCms.Workflows", "PracticeCms.Messaging"]);
        var workflows = new VisitWorkflows(host, visit);
        if (json is not null)
        {
            await workflows.ImportAsync(json);
        }

        return workflows;
    }

    public Task<T> InAsync<T>(Func<IServiceProvider, Task<T>> work) => host.InAsync("Default", work);

    public Task CommitAsync(Func<IServiceProvider, Task> work) =>
        host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ => work(services)));

    public async Task ImportAsync(string json) =>
        Assert.Null((await InAsync(s => s.GetRequiredService<ImportType>().ExecuteAsync(json, default))).Problem);

    public Task BookAsync(string eventId = "visit:1:booked") => CommitAsync(s => s.GetRequiredService<IWorkflowManager>()
        .TriggerEventAsync(nameof(TestVisitBookedEvent), new JsonObject { ["AppointmentId"] = CorrelationId }, CorrelationId, null, eventId));

    public Task<int> DrainAsync() => host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");

    public async Task<Workflow> OnlyRunAsync() => Assert.Single(await InAsync(s => s.GetRequiredService<WorkflowsDb>().Workflows.AsNoTracking().ToListAsync()));

    public Task<PracticeCms.Workflows.Running.Incident?> OpenIncidentAsync() => InAsync(s => s.GetRequiredService<WorkflowsDb>().Incidents.AsNoTracking().FirstOrDefaultAsync(i => i.ClosedAt == null));

    /// <summary>What lies in the pick-up folder, oldest first.</summary>
    public IReadOnlyList<MimeKit.MimeMessage> Sent()
    {
        var folders = Directory.EnumerateDirectories(host.DataFolder, "mail", SearchOption.AllDirectories);
        return [.. folders.SelectMany(f => Directory.EnumerateFiles(f, "*.eml")).Select(f => MimeKit.MimeMessage.Load(f)).OrderBy(m => m.Date)];
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
