using PracticeCms.Scheduling.Booking;
using PracticeCms.Testing;

namespace PracticeCms.UnitTests.Scheduling;

public sealed class BookingThrottleTests
{
    [Fact]
    public void Minutes_that_are_over_are_forgotten_and_nobody_of_this_one()
    {
        var clock = new FakeClock(FakeClock.DefaultStart);
        var throttle = new BookingThrottle(clock);
        for (var i = 0; i < 1_000; i++)
        {
            Assert.True(throttle.Admit("a", $"10.0.{i / 250}.{i % 250}", 1));
        }

        Assert.Equal(1_000, throttle.Kept);
        Assert.False(throttle.Admit("a", "10.0.0.1", 1));
        clock.Advance(Duration.FromMinutes(1));
        Assert.True(throttle.Admit("a", "10.0.0.1", 1));
        Assert.Equal(1, throttle.Kept);
        Assert.True(throttle.Admit("a", "10.0.0.2", 1));
        Assert.True(throttle.Admit("b", "10.0.0.1", 1));
        Assert.False(throttle.Admit("a", "10.0.0.1", 1));
        Assert.Equal(3, throttle.Kept);
    }
}
