using PracticeCms.Data;
using PracticeCms.Health;
using PracticeCms.Kernel.Health;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class HealthTests
{
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_sound_practice_is_found_sound_and_what_is_not_says_what_to_do(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);

        var findings = await LookAsync(host);

        Assert.DoesNotContain(findings, f => f is { State: HealthState.Failed, Check: "background work" });
        Assert.Equal(await FlushesAsync(host, database), !findings.Any(f => f is { State: HealthState.Failed, Check: "database" }));
        Assert.Contains(findings, f => f is { Check: "mail", State: HealthState.Warning });
        Assert.All(findings, f => Assert.Equal(f.State == HealthState.Ok, f.Remedy is null));
    }

    [Fact]
    public async Task A_practice_that_an_update_would_change_is_not_started_to_be_looked_at()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct =>
            s.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>().Database.ExecuteSqlRawAsync("DELETE FROM kernel_migration WHERE id LIKE 'PracticeCms.Users.%'", ct)));
        await using var later = TestHost.Compose(host.DataFolder);
        await using var scope = later.Services.CreateAsyncScope();
        var shell = later.Services.GetRequiredService<TenantRegistry>().Find("Default")!;

        var finding = Assert.Single(await scope.ServiceProvider.GetRequiredService<PracticeCms.Kernel.Health.Health>().OfAsync(shell, default));

        Assert.Contains("PracticeCms.Users.Migrations", finding.Detail, StringComparison.Ordinal);
        Assert.False(shell.IsStarted);
    }

    /// <summary>The server that the tests start does not; another one may.</summary>
    private static Task<bool> FlushesAsync(TestHost host, DatabaseProvider database) => host.InAsync("Default", async s =>
    {
        await using var command = (await s.GetRequiredService<ITenantConnection>().OpenAsync()).CreateCommand();
        command.CommandText = "SHOW fsync";
        return database == DatabaseProvider.Sqlite || (string?)await command.ExecuteScalarAsync() == "on";
    });

    private static Task<IReadOnlyList<HealthFinding>> LookAsync(TestHost host) => host.InAsync("Default", s => s.GetRequiredService<IHealth>().OfPracticeAsync());
}
