using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Testing;

namespace PracticeCms.UnitTests.Durable;

public sealed class LeaseClockTests
{
    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.5, 0.0)] // the way to the database
    [InlineData(90.0, 90.0)]
    [InlineData(-90.0, -90.0)]
    public async Task Leases_are_told_by_the_databases_clock(double ahead, double expected)
    {
        using var shell = new TenantShell(new TenantDefinition { Name = "a" });
        var scope = new TenantScope();
        scope.Set(shell);
        var clock = new FakeClock(FakeClock.DefaultStart);
        var leases = new LeaseClock(scope, clock);

        await leases.CompareAsync(() => Task.FromResult(SystemClock.Instance.GetCurrentInstant() + Duration.FromSeconds(ahead)));

        Assert.Equal(expected, (leases.Now - clock.GetCurrentInstant()).TotalSeconds, 0.4);
        Assert.Equal(clock.GetCurrentInstant(), leases.HereAt(leases.Now));
    }
}
