using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>Visitors who hang up while their page is made, far more of them than there are connections to the database.</summary>
public sealed class AbandonedPageTests
{
    private const int AtOnce = 12;
    private const int Visitors = 1_200;
    private const int LongestPatience = 60;

    [Theory, Trait("Category", "Long"), MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Pages_that_nobody_waits_for_keep_no_connection(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", database);
        using var staff = await StaffSession.SignInAsync(host);
        string[] pages = ["admin/nothing-here", $"admin/clients/{Ids.New()}", "admin", "admin/calendar"];
        await Parallel.ForEachAsync(Enumerable.Range(0, Visitors), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, ct) =>
        {
            using var visitor = new TcpClient();
            await visitor.ConnectAsync(host.Address.Host, host.Address.Port, ct);
            await visitor.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /{pages[i % pages.Length]} HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAccept: text/html\r\nCookie: {staff.Cookies.GetCookieHeader(host.Address)}\r\n\r\n"), ct);
            await Task.Delay(i % LongestPatience, ct); // a visitor's patience
        });

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => staff.Http.GetAsync("admin/clients", patience.Token)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }
}
