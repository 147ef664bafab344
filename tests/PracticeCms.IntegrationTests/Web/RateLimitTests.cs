using System.Net;
using NodaTime;
using PracticeCms.Kernel.Web.Limits;

namespace PracticeCms.IntegrationTests.Web;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Who_asks_too_much_waits_and_the_other_practice_and_other_pages_do_not_notice()
    {
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?>
        {
            ["Practice:Limits:Loopback"] = "true", ["Practice:Limits:Availability:PerAddress"] = "3", ["Practice:Limits:SignIn:PerAddress"] = "2",
        });
        await host.CreateBareAsync(DatabaseProvider.Sqlite);
        await host.CreateBareAsync(DatabaseProvider.Sqlite, name: "other", prefix: "other");
        using var browser = StaffSession.Anonymous(host).Http;
        browser.DefaultRequestHeaders.Add("Accept", "text/html");

        for (var i = 0; i < 3; i++)
        {
            using var taken = await browser.GetAsync("api/v1/public/services");
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        }

        using var refused = await browser.GetAsync("book");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("Too many requests", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var other = await browser.GetAsync("other/api/v1/public/services");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var page = await browser.GetAsync("account/signin");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        host.Clock.Advance(Duration.FromSeconds(20));
        using var again = await browser.GetAsync("api/v1/public/services");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using var soon = await browser.GetAsync("api/v1/public/services");
        Assert.Equal(HttpStatusCode.TooManyRequests, soon.StatusCode);
        Assert.Equal("application/problem+json", soon.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Only_sending_the_sign_in_form_counts()
    {
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Limits:Loopback"] = "true", ["Practice:Limits:SignIn:PerAddress"] = "2" });
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        using var staff = StaffSession.Anonymous(host);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await staff.SubmitAsync("account/signin", f => f["Input.Email"] = "nobody@example.com", ("Input.Password", "wrong"));
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answers[2]);
        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, answers[..2]);
    }

    [Fact]
    public void However_many_practices_there_are_each_has_the_least_part()
    {
        var share = new FairShare(new FakeClock(FakeClock.DefaultStart), capacity: 4, least: 3);
        Assert.All(Enumerable.Range(0, 10), i => Assert.NotNull(share.Enter($"p{i}")));

        Assert.NotNull(share.Enter("p0"));
        Assert.NotNull(share.Enter("p0"));
        Assert.Null(share.Enter("p0"));
    }

    [Fact]
    public void A_practice_alone_has_everything_and_beside_others_its_part()
    {
        var clock = new FakeClock(FakeClock.DefaultStart);
        var share = new FairShare(clock, capacity: 8);
        var flood = Enumerable.Range(0, 20).Select(_ => share.Enter("a")).ToList();
        Assert.DoesNotContain(null, flood);

        var calm = share.Enter("b");
        Assert.NotNull(calm);
        Assert.Null(share.Enter("a"));
        flood[..17].ForEach(f => f!.Dispose());
        Assert.NotNull(share.Enter("a"));
        Assert.Null(share.Enter("a"));

        calm.Dispose();
        Assert.Null(share.Enter("a"));
        clock.Advance(Duration.FromSeconds(11));
        Assert.NotNull(share.Enter("a"));
    }
}
