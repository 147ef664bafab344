using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PracticeCms.Access;
using PracticeCms.Health;
using PracticeCms.IntegrationTests.Scheduling;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Kernel;

/// <summary>A practice that a newer version has migrated: columns, a table and migrations that this program does not know, as a node finds it that is updated last.</summary>
public sealed class NewerTablesTests
{
    private static readonly string[] Known = ["PracticeCms.Records.Migrations", "PracticeCms.Scheduling.Migrations"];
    private static readonly string[] Newer = [.. Known, "PracticeCms.Scheduling.WaitingMigrations"];

    private static readonly string[] Changes =
    [
        "ALTER TABLE records_client ADD COLUMN salutation text NULL",
        "ALTER TABLE scheduling_appointment ADD COLUMN travel_note text NULL",
        "ALTER TABLE scheduling_appointment ADD COLUMN travel_minutes integer NOT NULL DEFAULT 7",
        "CREATE TABLE scheduling_waiting (id text NOT NULL PRIMARY KEY, wanted text NOT NULL)",
    ];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_older_program_serves_newer_tables_and_says_so(DatabaseProvider database)
    {
        await using var practice = await BookablePractice.StartAsync(database);
        using var before = await practice.BookAsync(await practice.FirstSlotAsync(), "Gina", "before");
        await practice.Host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(StaffSession.Email, "Olive Owner", [StockRoles.Owner], StaffSession.Password)));
        await practice.Host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => MigrateAsync(s, ct)));
        var migrated = await VersionsAsync(practice.Host);
        var host = await TestHost.StartAsync(practice.Host.DataFolder);
        await using var older = new BookablePractice(host, new HttpClient { BaseAddress = host.Address });

        await IsServedAsync(older);
        await IsBookedAsync(older);
        await IsOpenToStaffAsync(older);
        await IsToldByDoctorAsync(older);

        Assert.Equal(2, await practice.CountVisitsAsync());
        Assert.Equal(2, await CountAsync(practice.Host, "SELECT CAST(COUNT(*) AS int) AS \"Value\" FROM scheduling_appointment WHERE travel_minutes = 7 AND travel_note IS NULL"));
        Assert.Equal(migrated, await VersionsAsync(practice.Host));
    }

    private static async Task<bool> MigrateAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<KernelDb>();
        foreach (var row in (await db.Set<AppliedMigration>().ToListAsync(ct)).Where(m => Known.Contains(m.Id)))
        {
            row.Version++;
        }

        db.Add(new AppliedMigration { Id = Newer[^1], ModuleId = "PracticeCms.Scheduling", Version = 1, AppliedAt = FakeClock.DefaultStart });
        foreach (var change in Changes)
        {
            await db.Database.ExecuteSqlRawAsync(change, ct);
        }

        return true;
    }

    /// <summary>By what a visitor asks for.</summary>
    private static async Task IsServedAsync(BookablePractice older)
    {
        foreach (var page in (string[])["book", "book/check-up", "api/v1/public/services"])
        {
            using var answer = await older.Client.GetAsync(page);
            Assert.Equal((page, HttpStatusCode.OK), (page, answer.StatusCode));
        }
    }

    /// <summary>And what follows from a booking is done.</summary>
    private static async Task IsBookedAsync(BookablePractice older)
    {
        using var booked = await older.BookAsync(await older.FirstSlotAsync(4), "Hanna", "after");
        Assert.Equal(HttpStatusCode.Created, booked.StatusCode);
        var link = new Uri((await booked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("manageUrl").GetString()!).AbsolutePath;
        using var visit = await older.Client.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, visit.StatusCode);
        Assert.InRange(await older.Host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default"), 1, int.MaxValue);
        Assert.Empty(await older.Host.InAsync("Default", s => s.GetRequiredService<KernelDb>().Set<Incident>().ToListAsync()));
    }

    private static async Task IsOpenToStaffAsync(BookablePractice older)
    {
        using var staff = await StaffSession.SignInAsync(older.Host);
        foreach (var page in (string[])["admin", "admin/calendar", "admin/services"])
        {
            using var answer = await staff.Http.GetAsync(page);
            Assert.Equal((page, HttpStatusCode.OK), (page, answer.StatusCode));
        }

        Assert.Contains("Hanna", (await staff.PageAsync("admin/clients")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("newer than this program", (await staff.PageAsync("admin/settings/health")).Body!.TextContent, StringComparison.Ordinal);
    }

    private static async Task IsToldByDoctorAsync(BookablePractice older)
    {
        var shell = older.Host.App.Services.GetRequiredService<TenantRegistry>().Find("Default")!;
        Assert.Equal(Newer, shell.Newer.Select(n => n.Split(' ')[0]));

        await using var verb = TestHost.Compose(older.Host.DataFolder);
        await using var scope = verb.Services.CreateAsyncScope();
        var findings = await scope.ServiceProvider.GetRequiredService<PracticeCms.Kernel.Health.Health>().OfAsync(verb.Services.GetRequiredService<TenantRegistry>().Find("Default")!, default);
        var told = Assert.Single(findings, f => f.Check == "tables");
        Assert.Equal(HealthState.Warning, told.State);
        Assert.All(Newer, n => Assert.Contains(n, told.Detail, StringComparison.Ordinal));
    }

    private static Task<List<string>> VersionsAsync(TestHost host) => host.InAsync("Default", async s =>
        (await s.GetRequiredService<KernelDb>().Set<AppliedMigration>().AsNoTracking().ToListAsync()).Select(m => $"{m.Id} {m.Version}").Order(StringComparer.Ordinal).ToList());

    private static Task<int> CountAsync(TestHost host, string sql) => host.InAsync("Default", s => s.GetRequiredService<KernelDb>().Database.SqlQueryRaw<int>(sql).SingleAsync());
}
