using System.Text;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Kernel.Access;
using PracticeCms.Records;
using PracticeCms.Records.Access;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Fields;
using PracticeCms.Records.Import;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>An import reads, tells and writes what its importer sees: here an administrator, who sees no clinical field and no number, and one client not at all.</summary>
public sealed class ImporterTests
{
    private const string Headers = "id,first name,surname,email,city,Allergies,insurance number\n";
    private const string Number = "Q77-442-9981";
    private const string Rows = """
        A1,Ada,Fernsby,,Salem,,
        B1,Bo,Kettlewell,bo@example.com,,,
        C1,Cy,Newt,,,Dust,

        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_import_tells_and_changes_no_more_than_its_importer_sees(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", database);
        var ira = await host.InAsync("Default", async s =>
            (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("ira@example.org", "Ira", [StockRoles.Administrator], "green river stone"))).Value.Id);
        var ada = await AddAsync(host, new ClientDetails { GivenName = "Ada", FamilyName = "Fernsby", ExternalId = "A1", IdentityNumber = Number, Tags = "orchard", Custom = new() { ["Allergies"] = "Nuts" } });
        await AddAsync(host, new ClientDetails { GivenName = "Dee", FamilyName = "Quill", Email = "dee@example.com" });
        var bo = await AddAsync(host, new ClientDetails { GivenName = "Bo", FamilyName = "Kettlewell", Email = "bo@example.com", ExternalId = "B1", Tags = "divorce" });
        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().HideFromAsync(bo, ira, "family"))).Succeeded);

        await OffersTagsOfSeenClientsAsync(host, ira);
        await TellsNothingByTryingAsync(host, ira, ada, bo);
        await WritesWhatIsSeenAsync(host, ira, ada, bo);
        await StaysWithinTheScopeAsync(host, ira, ada);
        Assert.Empty((await EventsAsync(host, bo, ira)).Where(e => e.Action != "created"));
    }

    private static async Task OffersTagsOfSeenClientsAsync(TestHost host, Guid ira)
    {
        Assert.Equal(["divorce", "orchard"], await host.InAsync("Default", s => s.GetRequiredService<ListClients>().TagsAsync(default)));
        Assert.Equal(["orchard"], await AsAsync(host, ira, s => s.GetRequiredService<ListClients>().TagsAsync(default)));
    }

    private static async Task TellsNothingByTryingAsync(TestHost host, Guid ira, Guid ada, Guid bo)
    {
        Assert.Equal((2, 1, 0, 0), Counts(await RunAsync(host, ira, Rows)));
        foreach (var key in (string[])["B1", "Z9"])
        {
            Assert.Equal((1, 0, 0, 0), Counts(await RunAsync(host, ira, $"{key},Zed,Nobody,,,,\n")));
            Assert.Equal((0, 1, 0, 0), Counts(await RunAsync(host, ira, $"{key},Dee,Quill,dee@example.com,,,\n")));
        }

        foreach (var guess in (string[])[Number, "Q77-442-9982"])
        {
            Assert.Equal((0, 1, 0, 0), Counts(await RunAsync(host, ira, $"A1,Ada,Fernsby,,,,{guess}\n")));
        }

        var unseen = await RunAsync(host, ira, "A1,Ada,Fernsby,,,Bees,\n");
        Assert.Equal((0, 0, 0, 1), Counts(unseen));
        Assert.Equal([(2, "Custom[Allergies]")], unseen.Errors.Select(e => (e.Row, e.Field)));
        Assert.Contains(await EventsAsync(host, ada, ira), e => e.Action is "viewed" or "listed");
        Assert.Empty(await EventsAsync(host, bo, ira));
        Assert.Equal(3, await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.CountAsync()));
    }

    private static async Task WritesWhatIsSeenAsync(TestHost host, Guid ira, Guid ada, Guid bo)
    {
        var before = await StoredAsync(host, c => c.Id == bo);
        Assert.Equal((2, 1, 0, 0), Counts(await RunAsync(host, ira, Rows, dryRun: false)));

        var after = await StoredAsync(host, c => c.Id == bo);
        var second = await StoredAsync(host, c => c.FamilyName == "Kettlewell" && c.Id != bo);
        Assert.Equal((before.Version, "B1"), (after.Version, after.ExternalId));
        Assert.Equal((null, "bo@example.com"), (second.ExternalId, second.Email));
        var changed = await StoredAsync(host, c => c.Id == ada);
        Assert.Equal(("Salem", "Nuts", Number), (changed.City, CustomValues.Read(changed.Custom)["Allergies"], changed.IdentityNumber));
        Assert.Equal("Dust", CustomValues.Read((await StoredAsync(host, c => c.ExternalId == "C1")).Custom)["Allergies"]);
        Assert.Empty(await TeamsAsync(host));

        // What was written down once is not theirs to change; the second Bo is met again, and still has no key.
        Assert.Equal((0, 1, 1, 1), Counts(await RunAsync(host, ira, Rows, dryRun: false)));
        Assert.Equal(5, await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.CountAsync()));
    }

    private static async Task StaysWithinTheScopeAsync(TestHost host, Guid ira, Guid ada)
    {
        await host.InAsync("Default", async services =>
        {
            var roles = services.GetRequiredService<IRoles>();
            await roles.SaveAsync((await roles.ListAsync()).Single(r => r.Name == StockRoles.Administrator) with { Scope = RecordScope.Assigned });
        });
        const string Others = "A1,Ada,Fernsby,,Elsewhere,,\nD1,Di,Newt,,,,\n";
        Assert.Equal((2, 0, 0, 0), Counts(await RunAsync(host, ira, Others)));
        Assert.Equal((2, 0, 0, 0), Counts(await RunAsync(host, ira, Others, dryRun: false)));

        Assert.Equal("Salem", (await StoredAsync(host, c => c.Id == ada)).City);
        var own = await TeamsAsync(host);
        Assert.Equal(2, own.Count);
        Assert.All(own, m => Assert.Equal((ira, true), (m.UserId, m.IsResponsible)));
        Assert.DoesNotContain(own, m => m.ClientId == ada);

        Assert.Equal((0, 1, 0, 0), Counts(await RunAsync(host, ira, "D1,Di,Newt,,Salem,,\n", dryRun: false)));
    }

    private static (int Created, int Updated, int Skipped, int Refused) Counts(ImportResult result) => (result.Created, result.Updated, result.Skipped, result.Refused);

    private static Task<ImportResult> RunAsync(TestHost host, Guid ira, string rows, bool dryRun = true) => AsAsync(host, ira, async services =>
        (await services.GetRequiredService<ImportClients>().ExecuteAsync(new(new MemoryStream(Encoding.UTF8.GetBytes(Headers + rows)), new Dictionary<string, string>(), dryRun), default)).Value);

    /// <summary>Runs as the administrator, past the sign-in.</summary>
    private static Task<T> AsAsync<T>(TestHost host, Guid ira, Func<IServiceProvider, Task<T>> work) => host.InAsync("Default", async services =>
    {
        var user = new UserAccess(ira, "Ira", "ira@example.org", [StockRoles.Administrator], "");
        services.GetRequiredService<CurrentActor>().SignedIn(new SignInSession(Ids.New(), user, host.Clock.GetCurrentInstant(), MissingFactor.None), await services.GetRequiredService<Roles>().CurrentAsync(default));
        return await work(services);
    });

    private static Task<Guid> AddAsync(TestHost host, ClientDetails details) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<CreateClient>().ExecuteAsync(new CreateClient.Request(details), default)).Value);

    private static Task<Client> StoredAsync(TestHost host, System.Linq.Expressions.Expression<Func<Client, bool>> which) => host.InAsync("Default", async services =>
    {
        var client = await services.GetRequiredService<RecordsDb>().Clients.AsNoTracking().SingleAsync(which);
        await services.GetRequiredService<ClientSecrets>().OpenAsync(client, default);
        return client;
    });

    private static Task<List<ClientTeamMember>> TeamsAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Set<ClientTeamMember>().AsNoTracking().ToListAsync());

    private static Task<IReadOnlyList<AuditEntry>> EventsAsync(TestHost host, Guid client, Guid user) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(ClientId: client, UserId: user))).Entries);
}
