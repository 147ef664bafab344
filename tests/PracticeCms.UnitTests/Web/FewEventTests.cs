using PracticeCms.Kernel.Web.Limits;
using PracticeCms.Testing;

namespace PracticeCms.UnitTests.Web;

public sealed class FewEventTests
{
    [Fact]
    public void Many_addresses_leave_sixty_events_a_minute_and_another_practice_and_kind_have_their_own()
    {
        var clock = new FakeClock(FakeClock.DefaultStart);
        var few = new FewEvents(clock);
        int Admitted(string tenant, string kind) => Enumerable.Range(0, 1_000).Count(i => few.Admits(tenant, kind, i));

        Assert.Equal(60, Admitted("a", "Request"));
        Assert.InRange(Admitted("a", "Form"), 50, 60);
        Assert.InRange(Admitted("b", "Request"), 50, 60);
        clock.Advance(Duration.FromMinutes(2));
        Assert.InRange(Admitted("a", "Request"), 50, 60);
    }
}
