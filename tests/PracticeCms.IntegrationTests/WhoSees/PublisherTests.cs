using PracticeCms.Access;
using PracticeCms.Kernel.Access;
using PracticeCms.Records;
using PracticeCms.Records.Access;
using PracticeCms.Records.Clients;
using PracticeCms.Users.Accounts;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Types;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>A workflow reads as the practice does: who imports one or switches one on sees what it reads. Here an administrator.</summary>
public sealed class PublisherTests
{
    private const string Greet = """
        {
          "WorkflowTypeId": "greetpublisher00000000000", "Name": "Greet", "IsEnabled": true,
          "Activities": [
            { "ActivityId": "added", "Name": "ClientCreatedEvent", "IsStart": true, "Properties": {} },
            { "ActivityId": "mail", "Name": "EmailTask", "Properties": { "Recipients": { "Expression": "ada@example.com" }, "Subject": { "Expression": "Welcome" }, "Body": { "Expression": "-" }, "GraceMinutes": 0 } }
          ],
          "Transitions": [{ "Id": 0, "SourceActivityId": "added", "SourceOutcomeName": "Done", "DestinationActivityId": "mail" }]
        }
        """;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Nobody_has_a_workflow_read_what_they_do_not_see(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", database);
        var ira = await host.InAsync("Default", async s =>
            (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("ira@example.org", "Ira", [StockRoles.Administrator], "green river stone"))).Value.Id);
        var client = await host.InAsync("Default", async s =>
            (await s.GetRequiredService<CreateClient>().ExecuteAsync(new CreateClient.Request(new ClientDetails { GivenName = "Ada", FamilyName = "Fernsby" }), default)).Value);
        Assert.Equal((true, true), await PublishAsync(host, ira));

        await ChangeRoleAsync(host, role => role with { Scope = RecordScope.Assigned });
        await IsRefusedAsync(host, ira);
        await ChangeRoleAsync(host, role => role with { Scope = RecordScope.All });
        Assert.Equal((true, true), await PublishAsync(host, ira));

        await ChangeRoleAsync(host, role => role with { Permissions = [.. role.Permissions.Except(["ViewContactDetails"])] });
        await IsRefusedAsync(host, ira);
        await ChangeRoleAsync(host, role => role with { Permissions = [.. role.Permissions, "ViewContactDetails"] });

        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().HideFromAsync(client, ira, "family"))).Succeeded);
        await IsRefusedAsync(host, ira);
    }

    [Fact]
    public async Task A_client_who_is_for_their_team_alone_is_not_read_for_others()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var ira = await host.InAsync("Default", async s =>
            (await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request("ira@example.org", "Ira", [StockRoles.Administrator], "green river stone"))).Value.Id);
        var client = Ids.New();
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
        {
            s.GetRequiredService<RecordsDb>().Add(new Client { Id = client, Number = "C-" + client, GivenName = "Ada", FamilyName = "Fernsby", SortName = "fernsby" });
            s.GetRequiredService<RecordsDb>().Add(new ClientRestriction { ClientId = client, Reason = "known to all" });
            s.GetRequiredService<IClientAccessChanges>().Announce();
            return Task.FromResult(true);
        }));
        await IsRefusedAsync(host, ira);

        await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().AddMemberAsync(client, ira, isResponsible: false));
        Assert.Equal((true, true), await PublishAsync(host, ira));
    }

    private static async Task IsRefusedAsync(TestHost host, Guid ira)
    {
        Assert.Equal((false, false), await PublishAsync(host, ira));
        var type = await host.InAsync("Default", s => s.GetRequiredService<WorkflowsDb>().Types.AsNoTracking().Select(t => t.Id).FirstAsync());
        Assert.True((await AsAsync(host, ira, s => s.GetRequiredService<SwitchType>().ExecuteAsync(type, false, default))).Succeeded);
    }

    /// <summary>Whether an import and switching on are taken.</summary>
    private static async Task<(bool Import, bool SwitchOn)> PublishAsync(TestHost host, Guid ira)
    {
        var type = await host.InAsync("Default", async s => (await s.GetRequiredService<ImportType>().ExecuteAsync(Greet, default)).Value.TypeId);
        var imported = await AsAsync(host, ira, s => s.GetRequiredService<ImportType>().ExecuteAsync(Greet, default));
        var switched = await AsAsync(host, ira, s => s.GetRequiredService<SwitchType>().ExecuteAsync(type, true, default));
        return (imported.Succeeded, switched.Succeeded);
    }

    private static Task ChangeRoleAsync(TestHost host, Func<RoleInfo, RoleInfo> change) => host.InAsync("Default", async services =>
    {
        var roles = services.GetRequiredService<IRoles>();
        await roles.SaveAsync(change((await roles.ListAsync()).Single(r => r.Name == StockRoles.Administrator)));
    });

    /// <summary>Runs as the administrator, past the sign-in.</summary>
    private static Task<T> AsAsync<T>(TestHost host, Guid ira, Func<IServiceProvider, Task<T>> work) => host.InAsync("Default", async services =>
    {
        var user = new UserAccess(ira, "Ira", "ira@example.org", [StockRoles.Administrator], "");
        services.GetRequiredService<CurrentActor>().SignedIn(new SignInSession(Ids.New(), user, host.Clock.GetCurrentInstant(), MissingFactor.None), await services.GetRequiredService<Roles>().CurrentAsync(default));
        return await work(services);
    });
}
