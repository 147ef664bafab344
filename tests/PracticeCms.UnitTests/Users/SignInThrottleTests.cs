using PracticeCms.Testing;
using PracticeCms.Users.SignIn;

namespace PracticeCms.UnitTests.Users;

public sealed class SignInThrottleTests
{
    private readonly FakeClock clock = new(FakeClock.DefaultStart);
    private readonly SignInThrottle throttle;

    public SignInThrottleTests() => throttle = new SignInThrottle(clock);

    [Fact]
    public void Ten_wrong_answers_close_the_account_for_that_address_alone()
    {
        Assert.Equal(10, Enumerable.Range(0, 40).Count(_ => throttle.TryEnter("A", "ANNA", "1.1.1.1")));

        Assert.True(throttle.TryEnter("A", "ANNA", "2.2.2.2"));
    }

    [Fact]
    public void A_refused_attempt_takes_nothing_from_the_other_buckets()
    {
        for (var i = 0; i < 1000; i++)
        {
            throttle.TryEnter("A", "ANNA", "1.1.1.1");
        }

        Assert.True(throttle.TryEnter("A", "BELA", "1.1.1.1"));
    }

    [Fact]
    public void A_refusal_is_an_event_once_a_minute_of_each_address_and_of_few()
    {
        Assert.True(throttle.IsWorthAnEvent("A", "1.1.1.1"));
        Assert.False(throttle.IsWorthAnEvent("A", "1.1.1.1"));
        Assert.True(throttle.IsWorthAnEvent("B", "1.1.1.1"));
        clock.Advance(Duration.FromSeconds(61));
        Assert.True(throttle.IsWorthAnEvent("A", "1.1.1.1"));

        Assert.Equal(59, Enumerable.Range(0, 200).Count(i => throttle.IsWorthAnEvent("A", $"2.2.2.{i}")));
    }

    [Fact]
    public void After_a_minute_there_is_one_more_attempt()
    {
        Exhaust("ANNA", "1.1.1.1");
        clock.Advance(Duration.FromSeconds(61));

        Assert.True(throttle.TryEnter("A", "ANNA", "1.1.1.1"));
        Assert.False(throttle.TryEnter("A", "ANNA", "1.1.1.1"));
    }

    [Fact]
    public void Right_answers_are_never_slowed_down() =>
        Assert.All(Enumerable.Range(0, 300), _ =>
        {
            Assert.True(throttle.TryEnter("A", "ANNA", "1.1.1.1"));
            throttle.Succeeded("A", "ANNA", "1.1.1.1");
        });

    [Fact]
    public void An_attack_from_everywhere_does_not_lock_out_a_known_address()
    {
        Assert.True(throttle.TryEnter("A", "ANNA", "9.9.9.9"));
        throttle.Succeeded("A", "ANNA", "9.9.9.9");
        var entered = Enumerable.Range(0, 1000).Count(i => throttle.TryEnter("A", "ANNA", $"10.0.{i / 250}.{i % 250}"));

        Assert.Equal(100, entered);
        Assert.True(throttle.TryEnter("A", "ANNA", "9.9.9.9"));
    }

    [Fact]
    public void One_address_trying_many_accounts_is_stopped() =>
        Assert.Equal(50, Enumerable.Range(0, 200).Count(i => throttle.TryEnter("A", $"USER{i}", "1.1.1.1")));

    [Fact]
    public void A_network_of_IPv6_that_one_household_has_is_one_address() =>
        Assert.Equal(50, Enumerable.Range(0, 200).Count(i => throttle.TryEnter("A", $"USER{i}", $"2001:db8:0:1::{i:x}")));

    [Fact]
    public void What_is_full_again_is_forgotten_and_what_is_not_still_counts()
    {
        Exhaust("ANNA", "1.1.1.1");
        clock.Advance(Duration.FromMinutes(5));
        throttle.TryEnter("A", "BELA", "2.2.2.2");

        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => throttle.TryEnter("A", "ANNA", "1.1.1.1")));
    }

    [Fact]
    public void Practices_do_not_share_buckets()
    {
        Exhaust("ANNA", "1.1.1.1");

        Assert.True(throttle.TryEnter("B", "ANNA", "1.1.1.1"));
    }

    private void Exhaust(string account, string address)
    {
        while (throttle.TryEnter("A", account, address))
        {
            // until refused
        }
    }
}
