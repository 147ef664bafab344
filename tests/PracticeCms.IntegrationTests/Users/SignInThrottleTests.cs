using PracticeCms.Users;
using PracticeCms.Users.Sessions;
using PracticeCms.Users.SignIn;

namespace PracticeCms.IntegrationTests.Users;

public sealed class SignInThrottleTests
{
    private const string Here = "1.1.1.1";

    public static TheoryData<DatabaseProvider> Both => Databases.All;

    [Theory, MemberData(nameof(Both))]
    public async Task Ten_wrong_answers_close_the_account_for_that_address_alone(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);

        Assert.Equal(10, await EnteredAsync(host, 15, _ => ("ANNA", Here)));

        Assert.True(await EntersAsync(host, "ANNA", "2.2.2.2"));
        await EnteredAsync(host, 20, _ => ("ANNA", Here));
        Assert.True(await EntersAsync(host, "BELA", Here)); // what was refused took nothing from the others
        host.Clock.Advance(Duration.FromSeconds(61));
        Assert.True(await EntersAsync(host, "ANNA", Here));
        Assert.False(await EntersAsync(host, "ANNA", Here));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_attack_from_everywhere_does_not_lock_out_a_known_address(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        Assert.True(await EntersAsync(host, "ANNA", "9.9.9.9"));
        await SucceedAsync(host, "ANNA", "9.9.9.9");

        Assert.Equal(100, await EnteredAsync(host, 110, i => ("ANNA", $"10.0.0.{i}")));

        Assert.False(await EntersAsync(host, "ANNA", "8.8.8.8"));
        Assert.True(await EntersAsync(host, "ANNA", "9.9.9.9"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task At_once_no_more_enter_than_one_after_the_other(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);

        var entered = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => EntersAsync(host, "ANNA", Here))));

        Assert.Equal(10, entered.Count(e => e));
    }

    [Fact]
    public async Task A_restart_empties_nothing_and_the_night_removes_what_counts_no_more()
    {
        var data = Directory.CreateTempSubdirectory("practice-test-");
        try
        {
            await using (var before = await TestHost.StartAsync(data.FullName))
            {
                await before.SetUpAsync("blank", DatabaseProvider.Sqlite);
                await SucceedAsync(before, "BELA", "2.2.2.2");
                Assert.Equal(10, await EnteredAsync(before, 12, _ => ("ANNA", Here)));
            }

            await using var host = await TestHost.StartAsync(data.FullName);
            Assert.False(await EntersAsync(host, "ANNA", Here));
            host.Clock.Advance(Duration.FromHours(2));
            await ForgetAsync(host);
            Assert.Equal(1, await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().SignInCounts.CountAsync())); // Bela's address
            host.Clock.Advance(Duration.FromDays(30));
            await ForgetAsync(host);
            Assert.Equal(0, await host.InAsync("Default", s => s.GetRequiredService<UsersDb>().SignInCounts.CountAsync()));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Right_answers_are_never_slowed_down_and_one_address_trying_many_accounts_is_stopped()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        for (var i = 0; i < 120; i++)
        {
            Assert.True(await EntersAsync(host, "ANNA", Here));
            await SucceedAsync(host, "ANNA", Here);
        }

        Assert.Equal(50, await EnteredAsync(host, 60, i => ($"USER{i}", "3.3.3.3")));
        Assert.Equal(50, await EnteredAsync(host, 60, i => ($"USER{i}", $"2001:db8:0:1::{i:x}"))); // a household of IPv6
    }

    [Fact]
    public async Task A_refusal_is_an_event_once_a_minute_of_each_address_and_of_few()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        Assert.True(await IsToldAsync(host, Here));
        Assert.False(await IsToldAsync(host, Here));
        host.Clock.Advance(Duration.FromSeconds(61));
        Assert.True(await IsToldAsync(host, Here));

        var told = 0;
        for (var i = 0; i < 80; i++)
        {
            told += await IsToldAsync(host, $"2.2.2.{i}") ? 1 : 0;
        }

        Assert.Equal(59, told);
    }

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        return host;
    }

    private static Task<bool> EntersAsync(TestHost host, string account, string address) =>
        host.InAsync("Default", s => s.GetRequiredService<SignInThrottle>().TryEnterAsync(account, address, default));

    private static Task SucceedAsync(TestHost host, string account, string address) =>
        host.InAsync("Default", s => s.GetRequiredService<SignInThrottle>().SucceededAsync(account, address, default));

    private static Task<bool> IsToldAsync(TestHost host, string address) =>
        host.InAsync("Default", s => s.GetRequiredService<SignInThrottle>().IsWorthAnEventAsync(address, default));

    private static Task ForgetAsync(TestHost host) => host.InAsync("Default", s => ActivatorUtilities.CreateInstance<ForgetSessions>(s).DoWorkAsync(default));

    private static async Task<int> EnteredAsync(TestHost host, int attempts, Func<int, (string Account, string Address)> attempt)
    {
        var entered = 0;
        for (var i = 0; i < attempts; i++)
        {
            var (account, address) = attempt(i);
            entered += await EntersAsync(host, account, address) ? 1 : 0;
        }

        return entered;
    }
}
