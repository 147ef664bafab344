using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Features;
using PracticeHost.Chaos;

namespace PracticeCms.IntegrationTests.Durable.Faults;

/// <summary>A practice whose tables of one module are still to be made, as after an update.</summary>
[Trait("Category", "Long")]
public sealed class UpgradeFaultTests
{
    private const string Module = "PracticeCms.Billing";
    private const int Starts = 10;

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_died_at_any_statement_of_a_migration_is_done_by_the_next_start(DatabaseProvider database)
    {
        Assert.SkipUnless(CrashPoint.AreBuiltIn, "This build has no crash points.");
        await using var cluster = database == DatabaseProvider.Postgres ? await OwnCluster.StartAsync() : null;
        await using var practice = await FaultyPractice.StartAsync(cluster?.Variable);
        var whole = await MadeAsync(practice);
        await practice.KillNodeAsync(practice.Nodes[0]);
        var deaths = 0;
        while (true)
        {
            await TakeAwayAsync(practice);
            try
            {
                await practice.AddNodeAsync(("PRACTICE_CRASH_POINT", $"migration.statement:{deaths + 1}"));
                break; // there are no more statements
            }
            catch (ChildEndedException)
            {
                deaths++;
            }

            await practice.AddNodeAsync();
            Assert.Equal(whole, await MadeAsync(practice));
            await practice.KillNodeAsync(practice.Nodes[0]);
        }

        TestContext.Current.SendDiagnosticMessage($"{database}: {deaths} deaths, one at each statement");
        Assert.InRange(deaths, 10, 1000);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_migrate_once()
    {
        await using var cluster = await OwnCluster.StartAsync();
        await using var practice = await FaultyPractice.StartAsync(cluster.Variable);
        var whole = await MadeAsync(practice);
        for (var round = 0; round < Starts; round++)
        {
            while (practice.Nodes.Count > 0)
            {
                await practice.KillNodeAsync(practice.Nodes[0]);
            }

            await TakeAwayAsync(practice);
            await Task.WhenAll(practice.AddNodeAsync(), practice.AddNodeAsync());
            Assert.Equal(whole, await MadeAsync(practice));
            foreach (var node in practice.Nodes)
            {
                Assert.InRange(await practice.UntilHealthyAsync(new Uri(node.Address, "health/ready")), 0, 5);
            }
        }

        practice.Crowd.Start();
        await Task.Delay(2000);
        await practice.Crowd.StopAsync();
        await practice.HoldsAsync();
    }

    /// <summary>Migrations of the module with their versions and what they made.</summary>
    private static Task<string> MadeAsync(FaultyPractice practice) => practice.InAsync(async services =>
    {
        var rows = await services.GetRequiredService<KernelDb>().Set<AppliedMigration>().AsNoTracking().Where(m => m.ModuleId == Module).OrderBy(m => m.Id).ToListAsync();
        return string.Join('\n', rows.Select(m => $"{m.Id} {m.Version}: {string.Join(' ', Made(m).Select(o => $"{o.Kind} {o.Name}").Order(StringComparer.Ordinal))}"));
    });

    private static Task<bool> TakeAwayAsync(FaultyPractice practice) => practice.InAsync(services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
    {
        var db = services.GetRequiredService<KernelDb>();
        var rows = await db.Set<AppliedMigration>().Where(m => m.ModuleId == Module).ToListAsync(ct);
        await SchemaObject.DropAsync([.. rows.SelectMany(Made)], services.GetRequiredService<TenantConnection>(), ct);
        db.RemoveRange(rows);
        return true;
    }));

    private static List<SchemaObject> Made(AppliedMigration migration) => JsonSerializer.Deserialize<List<SchemaObject>>(migration.Made)!;
}
