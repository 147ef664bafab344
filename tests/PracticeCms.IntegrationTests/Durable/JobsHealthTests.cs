using PracticeCms.Kernel.Jobs;

namespace PracticeCms.IntegrationTests.Durable;

public sealed class JobsHealthTests
{
    [Fact]
    public async Task All_who_ask_within_ten_seconds_get_one_answer()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite, features: ["PracticeCms.Kernel"]);
        var health = host.App.Services.GetRequiredService<JobsHealth>();

        var first = await Task.WhenAll(health.CheckAsync(), health.CheckAsync());
        host.Clock.Advance(Duration.FromSeconds(9));
        Assert.Same(first[0], first[1]);
        Assert.Same(first[0], await health.CheckAsync());

        host.Clock.Advance(Duration.FromSeconds(1));
        var later = await health.CheckAsync();
        Assert.NotSame(first[0], later);
        Assert.Equal("Default", Assert.Single(later.Tenants).Tenant);
    }
}
