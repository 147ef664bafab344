using PracticeCms.Compliance.Explorer;
using PracticeCms.Records.Contracts;

namespace PracticeCms.IntegrationTests.Compliance;

public sealed class AuditExplorerTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Who_looks_into_the_log_is_in_the_log(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        var client = await host.InAsync("Default", async services =>
            (await services.GetRequiredService<IClients>().CreateAsync(new NewClient("Ada", "Moss", "ada@example.org", null))).Value);
        var filter = AuditFilter.None with { Client = client.ToString() };
        Task<ReadAuditLog.Answer> LookAsync() => host.InAsync("Default", services => services.GetRequiredService<ReadAuditLog>().ExecuteAsync(filter));

        Assert.Contains((await LookAsync()).Page.Entries, e => e is { Action: "created", Kind: "Client" });
        Assert.Contains((await LookAsync()).Page.Entries, e => e is { Action: "viewed", Kind: "AuditLog" });
    }
}
