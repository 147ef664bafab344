using System.Text.Json.Nodes;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.IntegrationTests.Billing;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Notes;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;
using PracticeCms.Tasks.Contracts;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>A client with one of everything that a client can have, and the ids that routes ask for.</summary>
internal sealed record OneClient(Guid Id, Guid Visit, Guid Document, Guid Note, Guid Invoice, Guid Draft, Guid Payment, Guid Mail, Guid StaffTask, Guid Run)
{
    /// <summary>The id that this route asks for first, and second; null where the route is about no client.</summary>
    public (Guid First, Guid? Second)? For(string route) => route switch
    {
        _ when route.StartsWith("admin/clients/import", StringComparison.Ordinal) => null,
        _ when route.EndsWith("/emergency", StringComparison.Ordinal) => null, // the same form for every id, so that it tells nothing
        _ when route.StartsWith("admin/clients/{", StringComparison.OrdinalIgnoreCase) => (Id, route.Contains("/documents/", StringComparison.Ordinal) ? Document : route.Contains("/notes/", StringComparison.Ordinal) ? Note : null),
        _ when route.StartsWith("admin/appointments/{", StringComparison.Ordinal) => (Visit, null),
        "admin/outgoing/discard" or "admin/outgoing/release" => null, // what is held, as far as one sees it
        _ when route.EndsWith("/discard", StringComparison.Ordinal) => (Draft, null),
        _ when route.StartsWith("admin/invoices/{", StringComparison.Ordinal) || route.StartsWith("api/v1/invoices/{", StringComparison.Ordinal) => (Invoice, null),
        _ when route.StartsWith("admin/payments/{", StringComparison.Ordinal) => (Payment, null),
        _ when route.StartsWith("admin/outgoing/{", StringComparison.Ordinal) => (Mail, null),
        _ when route.StartsWith("admin/tasks/{", StringComparison.Ordinal) => (StaffTask, null),
        _ when route.StartsWith("admin/workflows/instances/{", StringComparison.Ordinal) => (Run, null),
        _ => null,
    };

    public static async Task<OneClient> MakeAsync(TestHost host, string tenant, string family, IReadOnlyList<(Guid User, bool Responsible)> team)
    {
        var id = Ids.New();
        await InUnitAsync(host, tenant, services =>
        {
            var db = services.GetRequiredService<RecordsDb>();
            db.Add(new Client { Id = id, Number = "C-" + id.ToString()[..13], GivenName = "Ada", FamilyName = family, SortName = family.ToLowerInvariant(), Email = $"{family}@example.com" });
            db.Add(new ClientSearchTerm { Term = family.ToLowerInvariant(), ClientId = id });
            db.AddRange(team.Select(t => new ClientTeamMember { ClientId = id, UserId = t.User, IsResponsible = t.Responsible }));
            return Task.FromResult(id);
        });
        var visit = await BookAsync(host, tenant, id);
        var run = await StoppedRunAsync(host, tenant, id, family);
        return await host.InAsync(tenant, async services =>
        {
            using var content = new MemoryStream("A letter"u8.ToArray());
            var document = (await services.GetRequiredService<StoreDocument>().ExecuteAsync(new StoreDocument.Request(id, family + ".txt", "text/plain", content), default)).Value;
            var note = (await services.GetRequiredService<WriteNote>().ExecuteAsync(new WriteNote.Request(id, "A note", false), default)).Value;
            var draft = await BillingPractice.DraftAsync(services, id, [3_000]);
            var issued = (await services.GetRequiredService<IssueInvoice>().ExecuteAsync(new IssueInvoice.Request(await BillingPractice.DraftAsync(services, id, [10_000])))).Value;
            var paid = (await services.GetRequiredService<RecordPayment>().ExecuteAsync(new RecordPayment.Request(id, issued.Id, PaymentMethod.Cash, 500, null, "", Ids.New().ToString()))).Value;
            var key = Ids.New().ToString();
            var task = await services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
            {
                await services.GetRequiredService<IMail>().SendTemplateAsync("mail/invoice", key, "ada@example.com", family, new Dictionary<string, object?>(), id, ct: ct);
                return (await services.GetRequiredService<IStaffTasks>().CreateAsync(new NewTask("Call back", null, id, null, null, null, key, null), ct)).Value;
            });
            var mail = await services.GetRequiredService<PracticeCms.Messaging.MessagingDb>().Mails.Where(m => m.ClientId == id).Select(m => m.Id).FirstAsync();
            return new OneClient(id, visit, document, note, issued.Id, draft, paid.Id, mail, task, run);
        });
    }

    /// <summary>A run of a workflow about the client: it remembers their name, and has stopped at a step.</summary>
    public static Task<Guid> StoppedRunAsync(TestHost host, string tenant, Guid client, string family) => InUnitAsync(host, tenant, services =>
    {
        var now = host.Clock.GetCurrentInstant();
        var type = new WorkflowType { Id = Ids.New(), TypeKey = Ids.New().ToString(), Name = "Call back", CurrentVersionId = Ids.New(), CurrentNumber = 1, ChangedAt = now };
        var version = new WorkflowVersion { Id = type.CurrentVersionId, TypeId = type.Id, Number = 1, Sha256 = WorkflowTypeJson.Hash([]), Json = "{}", PublishedAt = now };
        var run = new Workflow
        {
            Id = Ids.New(), TypeId = type.Id, TypeVersionId = version.Id, TypeName = type.Name, Status = WorkflowStatus.Faulted, BusinessKey = Ids.New().ToString(), CorrelationId = client.ToString(),
            ClientId = client, State = new WorkflowState { Input = new JsonObject { ["Name"] = family } }.Write(), CreatedAt = now, ChangedAt = now,
        };
        var incident = new Incident { Id = Ids.New(), WorkflowId = run.Id, ActivityId = "call", Sentence = "Call back", Error = "Nobody is there.", OpenedAt = now };
        services.GetRequiredService<WorkflowsDb>().AddRange(type, version, run, incident);
        return Task.FromResult(run.Id);
    });

    private static async Task<Guid> BookAsync(TestHost host, string tenant, Guid client)
    {
        var (service, who) = await InUnitAsync(host, tenant, services =>
        {
            var db = services.GetRequiredService<SchedulingDb>();
            var code = Ids.New().ToString("N")[20..];
            var location = db.Add(new Location { Id = Ids.New(), Code = "l" + code, Name = "Main", Zone = "America/New_York" }).Entity;
            var practitioner = db.Add(new Resource { Id = Ids.New(), Code = "a" + code, Name = "Ann", Kind = ResourceKind.Practitioner, LocationId = location.Id }).Entity;
            return Task.FromResult((db.Add(new Service { Id = Ids.New(), Code = "s" + code, Name = "Talk", DurationMinutes = 30, Currency = Currency.Of("USD") }).Entity.Id, practitioner.Id));
        });
        var start = host.Clock.GetCurrentInstant() + Duration.FromDays(3);
        return (await host.InAsync(tenant, s => s.GetRequiredService<BookAppointment>().ExecuteAsync(new BookAppointment.Request(service, client, who, start, BookingSource.Staff)))).Value.Id;
    }

    private static Task<T> InUnitAsync<T>(TestHost host, string tenant, Func<IServiceProvider, Task<T>> work) =>
        host.InAsync(tenant, services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ => work(services)));
}
