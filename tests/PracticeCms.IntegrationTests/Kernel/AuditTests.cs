using PracticeCms.Audit;
using PracticeCms.Records.Contracts;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class AuditTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Every_request_that_reads_client_tables_owns_an_event(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", provider);
        var client = await CreateAsync(host, "Ada", "Example");
        using var staff = await StaffSession.SignInAsync(host);
        using var sql = new ClientTableReads(host);

        foreach (var path in (string[])["admin", "admin/clients", "admin/clients?Q=Example", $"admin/clients/{client}", $"admin/clients/{client}?tab=notes", $"admin/clients/{client}/edit", "admin/search?q=Ada", "api/v1/clients?q=Ada"])
        {
            using var answer = await staff.Http.GetAsync(path);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode}");
        }

        Assert.NotEmpty(sql.Requests);
        Assert.Empty(await sql.WithoutEventAsync());
    }

    [Fact]
    public async Task A_look_and_a_change_say_who_and_what_but_never_the_values()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await CreateAsync(host, "Ada", "Example");
        using var staff = await StaffSession.SignInAsync(host);

        await staff.PageAsync($"admin/clients/{client}");

        var events = await host.InAsync("Default", services => services.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(ClientId: client)));
        Assert.Contains(events.Entries, e => e is { Action: "viewed", Kind: "Client", ActorName: "Olive Owner", ActorKind: Access.ActorKind.Staff });
        Assert.Contains(events.Entries, e => e is { Action: "created", Kind: "Client", ActorKind: Access.ActorKind.System });
        Assert.DoesNotContain(events.Entries, e => $"{e}".Contains("Example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_audit_every_kind_of_answer_is_503_and_says_when_to_come_back()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await CreateAsync(host, "Ada", "Secretname");
        using var staff = await StaffSession.SignInAsync(host);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<PracticeCms.Records.RecordsDb>().Database.ExecuteSqlRawAsync("ALTER TABLE kernel_audit_event RENAME TO kernel_audit_gone", ct)));

        foreach (var path in (string[])["admin/clients", $"admin/clients/{client}", "admin/search?q=Ada", "api/v1/clients", "admin/clients/export.csv"])
        {
            using var answer = await staff.Http.GetAsync(path);
            Assert.Equal((path, System.Net.HttpStatusCode.ServiceUnavailable, true), (path, answer.StatusCode, answer.Headers.RetryAfter is not null));
            Assert.DoesNotContain("Secretname", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static Task<Guid> CreateAsync(TestHost host, string given, string family) => host.InAsync("Default", services =>
        services.GetRequiredService<IUnitOfWork>().RunAsync(async ct => (await services.GetRequiredService<IClients>().CreateAsync(new NewClient(given, family, null, null), ct)).Value));
}
