using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Records;
using PracticeCms.Records.Access;
using PracticeCms.Records.Clients;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>The audit tells who may look at whom, and tells a reader nothing of a client whom a wall hides from them.</summary>
public sealed class AuditReaderTests
{
    private const string Password = "green river stone";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_reader_finds_nothing_of_a_client_who_is_hidden_from_them(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var olga = await AddAsync(host, "olga@example.org");
        await AddAsync(host, "otto@example.org");
        var (hidden, other) = (await ClientAsync(host), await ClientAsync(host));
        await ClientAsync(host);
        await ClientAsync(host); // four are a list
        using var otto = await StaffSession.SignInAsync(host, email: "otto@example.org", password: Password);
        using var list = await otto.Http.GetAsync("admin/clients");
        list.EnsureSuccessStatusCode();
        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().HideFromAsync(hidden, olga, "family"))).Succeeded);
        using var reader = await StaffSession.SignInAsync(host, email: "olga@example.org", password: Password);
        using var missed = await reader.Http.GetAsync($"admin/clients/{hidden}");

        foreach (var path in (string[])["admin/privacy", "admin/privacy/export.csv", "admin/privacy/export.csv?action=listed", "admin/privacy/export.csv?kind=Wall"])
        {
            Assert.DoesNotContain(hidden.ToString(), await reader.Http.GetStringAsync(path), StringComparison.OrdinalIgnoreCase);
        }

        var ofOne = await reader.Http.GetStringAsync($"admin/privacy/export.csv?client={hidden}");
        Assert.Equal(await reader.Http.GetStringAsync($"admin/privacy/export.csv?client={Ids.New()}"), ofOne);
        var listed = await otto.Http.GetStringAsync("admin/privacy/export.csv?action=listed");
        Assert.Contains(hidden.ToString(), listed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(other.ToString(), await reader.Http.GetStringAsync("admin/privacy/export.csv?action=listed"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Who_was_put_on_a_team_or_behind_a_wall_is_named(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var (olga, otto) = (await AddAsync(host, "olga@example.org"), await AddAsync(host, "otto@example.org"));
        var client = await ClientAsync(host);
        await host.InAsync("Default", async services =>
        {
            var access = services.GetRequiredService<ChangeAccess>();
            await access.AddMemberAsync(client, otto, isResponsible: false);
            await access.HideFromAsync(client, olga, "family");
        });

        var events = (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(ClientId: client)))).Entries;
        Assert.Contains(events, e => e is { Kind: "Team", Action: "created" } && e.EntityId == otto);
        Assert.Contains(events, e => e is { Kind: "Wall", Action: "created" } && e.EntityId == olga);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        return host;
    }

    private static Task<Guid> AddAsync(TestHost host, string email) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(email, email, [StockRoles.Owner], Password))).Value.Id);

    private static Task<Guid> ClientAsync(TestHost host) => host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
    {
        var client = new Client { Id = Ids.New(), Number = "C-" + Ids.New(), GivenName = "Sophie", FamilyName = "Quill", SortName = "quill" };
        services.GetRequiredService<RecordsDb>().Add(client);
        return Task.FromResult(client.Id);
    }));
}
