using PracticeCms.Access;
using PracticeCms.Users;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.Users;

/// <summary>What an open page asks by itself keeps nobody signed in, and a page that listens does so for as long as its session lives.</summary>
public sealed class BackgroundPollTests
{
    private const string Nina = "nina@example.org";
    private const string Password = "blue river stone";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // less than a heartbeat of the stream

    [Theory]
    [InlineData(PracticeHeaders.Background, "1", "/account/signin")]
    [InlineData("Accept", "text/event-stream", "/account/signin")]
    [InlineData("Accept", "text/html", "/admin/profile")]
    public async Task Only_what_a_person_asks_lengthens_an_idle_session(string header, string value, string endsAt)
    {
        await using var host = await StartAsync();
        using var staff = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        host.Clock.Advance(Duration.FromMinutes(10));
        using var request = new HttpRequestMessage(HttpMethod.Get, "admin/profile") { Headers = { { header, value } } };
        using var asked = await staff.Http.SendAsync(request);
        host.Clock.Advance(Duration.FromMinutes(10));
        using var later = await staff.Http.GetAsync("admin/profile");

        Assert.Equal("/admin/profile", asked.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(endsAt, later.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Somebody_who_is_switched_off_hears_nothing_more()
    {
        await using var host = await StartAsync();
        using var staff = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        using var patience = new CancellationTokenSource(Patience);
        using var stream = await ListenAsync(staff, patience.Token);

        await host.InAsync("Default", async s =>
        {
            var nina = await s.GetRequiredService<UsersDb>().Users.Where(u => u.Email == Nina).Select(u => u.Id).SingleAsync();
            Assert.True((await s.GetRequiredService<SwitchUser>().ExecuteAsync(nina, false)).Value);
        });

        await HasEndedAsync(staff, stream, patience.Token);
    }

    [Fact]
    public async Task Whoever_only_listens_is_idle_and_hears_nothing_after_it()
    {
        await using var host = await StartAsync();
        using var staff = await StaffSession.SignInAsync(host, email: Nina, password: Password);
        using var patience = new CancellationTokenSource(Patience);
        using var stream = await ListenAsync(staff, patience.Token);

        host.Clock.Advance(Duration.FromMinutes(16));

        await HasEndedAsync(staff, stream, patience.Token);
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", async s =>
        {
            foreach (var (email, name) in ((string, string)[])[(Nina, "Nina"), ("olga@example.org", "Olga")]) // one owner is to stay
            {
                Assert.True((await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(email, name, [StockRoles.Owner], Password))).Succeeded);
            }
        });
        return host;
    }

    /// <summary>The calendar's stream, after its greeting.</summary>
    private static async Task<StreamReader> ListenAsync(StaffSession staff, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "admin/calendar/live") { Headers = { { "Accept", "text/event-stream" } } };
        var answer = await staff.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(ct));
        Assert.NotNull(await stream.ReadLineAsync(ct));
        return stream;
    }

    private static async Task HasEndedAsync(StaffSession staff, StreamReader stream, CancellationToken ct)
    {
        try
        {
            while (await stream.ReadLineAsync(ct) is not null)
            {
                // the rest of the greeting
            }
        }
        catch (IOException)
        {
            // hung up on
        }

        using var again = await staff.Http.GetAsync("admin/calendar/live", HttpCompletionOption.ResponseHeadersRead, ct);
        Assert.Equal("/account/signin", again.RequestMessage!.RequestUri!.AbsolutePath);
    }
}
