using System.Net;
using System.Text;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.IntegrationTests.Billing;
using PracticeCms.IntegrationTests.WhoSees;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>Two practices of one host that have a client of the same id; all else of the one is asked for in the other.</summary>
public sealed class NeighbourTests
{
    private const string Canary = "Zanzibarova";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Pages_files_exports_and_links_of_one_practice_are_nothing_in_another(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var client = Ids.New();
        await AddClientAsync(host, "Default", client, "Hereby");
        var foreign = await FillAsync(host, "Other", client);
        using var here = await StaffSession.SignInAsync(host);
        using var there = await StaffSession.SignInAsync(host, "other");

        var page = await here.Http.GetStringAsync($"admin/clients/{client}");
        Assert.Contains("Hereby", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, page, StringComparison.Ordinal);
        foreach (var path in foreign)
        {
            Assert.Equal((path, HttpStatusCode.OK), (path, await StatusAsync(there, path)));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, await StatusAsync(here, path)));
        }

        foreach (var path in (string[])["admin/clients/export.csv", "admin/invoices/export.csv", "admin/privacy/export.csv", "admin/outgoing", "admin/invoices", "admin/payments", "api/v1/clients", "api/v1/invoices", $"admin/clients/{client}?tab=documents", $"admin/clients/{client}?tab=billing"])
        {
            Assert.DoesNotContain(Canary, await here.Http.GetStringAsync(path), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Canary, await host.InAsync("Default", s => s.GetRequiredService<ExportRecipe>().ExecuteAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calendar_that_listens_hears_of_days_of_its_own_practice_and_of_nothing_else()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        using var here = await StaffSession.SignInAsync(host);
        using var answer = await here.Http.GetAsync("admin/calendar/live", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        var theirs = await BookAsync(host, "Other", await AddClientAsync(host, "Other", Ids.New(), Canary), inDays: 4);
        var ours = await BookAsync(host, "Default", await AddClientAsync(host, "Default", Ids.New(), "Hereby"));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var heard = new StringBuilder();
        while (!heard.ToString().Contains(Day(ours), StringComparison.Ordinal))
        {
            heard.AppendLine(await lines.ReadLineAsync(patience.Token) ?? throw new EndOfStreamException(heard.ToString()));
        }

        Assert.DoesNotContain(Day(theirs), heard.ToString(), StringComparison.Ordinal);
        foreach (var more in (string[])[ours.Id.ToString(), ours.PractitionerId.ToString(), ours.ClientId.ToString(), "booked"])
        {
            Assert.DoesNotContain(more, heard.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        static string Day(Appointment visit) => NodaTime.Text.LocalDatePattern.Iso.Format(visit.LocalDate);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        await host.SetUpAsync("blank", database, "Other", "other");
        return host;
    }

    private static Task<Guid> AddClientAsync(TestHost host, string tenant, Guid id, string family) => InUnitAsync(host, tenant, services =>
    {
        services.GetRequiredService<RecordsDb>().Add(new Client { Id = id, Number = "C-" + id.ToString()[..8], GivenName = "Ada", FamilyName = family, SortName = family.ToLowerInvariant(), Email = $"{family}@example.com" });
        return Task.FromResult(id);
    });

    /// <summary>Everything a client can have, and where it is found.</summary>
    private static async Task<string[]> FillAsync(TestHost host, string tenant, Guid client)
    {
        await AddClientAsync(host, tenant, client, Canary);
        var visit = await BookAsync(host, tenant, client);
        var run = await OneClient.StoppedRunAsync(host, tenant, client, Canary);
        var (document, invoice, payment) = await host.InAsync(tenant, async services =>
        {
            using var content = new MemoryStream("A letter"u8.ToArray());
            var stored = await services.GetRequiredService<StoreDocument>().ExecuteAsync(new StoreDocument.Request(client, Canary + ".txt", "text/plain", content), default);
            var draft = await BillingPractice.DraftAsync(services, client, [10_000]);
            var issued = (await services.GetRequiredService<IssueInvoice>().ExecuteAsync(new IssueInvoice.Request(draft))).Value;
            var paid = (await services.GetRequiredService<RecordPayment>().ExecuteAsync(new RecordPayment.Request(client, issued.Id, PaymentMethod.Cash, 500, null, "", "key"))).Value;
            await services.GetRequiredService<IUnitOfWork>().RunAsync(ct => services.GetRequiredService<IMail>().SendTemplateAsync("mail/invoice", "key", "ada@example.com", Canary, new Dictionary<string, object?>(), client, ct: ct));
            return (stored.Value, issued.Id, paid.Id);
        });
        var mail = await host.InAsync(tenant, s => s.GetRequiredService<PracticeCms.Messaging.MessagingDb>().Mails.Select(m => m.Id).FirstAsync());
        var token = await host.InAsync(tenant, s => Task.FromResult(s.GetRequiredService<ManageLink>().Of(visit).AbsolutePath.Split('/')[^1]));
        return
        [
            $"admin/clients/{client}/documents/{document}", $"admin/appointments/{visit.Id}", $"visit/{token}", $"visit/{token}/invite.ics", $"visit/{token}/cancel",
            $"admin/invoices/{invoice}", $"admin/invoices/{invoice}/print", $"admin/invoices/{invoice}/invoice.pdf", $"api/v1/invoices/{invoice}", $"admin/payments/{payment}/print",
            $"admin/outgoing/{mail}", $"admin/outgoing/{mail}/body", $"admin/outgoing/{mail}/mail.eml", $"admin/workflows/instances/{run}",
        ];
    }

    private static async Task<Appointment> BookAsync(TestHost host, string tenant, Guid client, int inDays = 3)
    {
        var (service, who) = await InUnitAsync(host, tenant, async services =>
        {
            var db = services.GetRequiredService<SchedulingDb>();
            var location = await db.Locations.FirstOrDefaultAsync() ?? db.Add(new Location { Id = Ids.New(), Code = "main", Name = "Main", Zone = "America/New_York" }).Entity;
            var practitioner = db.Add(new Resource { Id = Ids.New(), Code = "ann", Name = "Ann", Kind = ResourceKind.Practitioner, LocationId = location.Id }).Entity;
            return (db.Add(new Service { Id = Ids.New(), Code = "talk", Name = "Talk", DurationMinutes = 30, Currency = Currency.Of("USD") }).Entity.Id, practitioner.Id);
        });
        var start = host.Clock.GetCurrentInstant() + Duration.FromDays(inDays);
        return (await host.InAsync(tenant, s => s.GetRequiredService<BookAppointment>().ExecuteAsync(new BookAppointment.Request(service, client, who, start, BookingSource.Staff)))).Value;
    }

    private static Task<T> InUnitAsync<T>(TestHost host, string tenant, Func<IServiceProvider, Task<T>> work) =>
        host.InAsync(tenant, services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ => work(services)));

    private static async Task<HttpStatusCode> StatusAsync(StaffSession staff, string path)
    {
        using var answer = await staff.Http.GetAsync(path);
        return answer.StatusCode;
    }
}
