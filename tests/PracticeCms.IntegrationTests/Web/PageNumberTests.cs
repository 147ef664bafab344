using System.Net;
using System.Text;

namespace PracticeCms.IntegrationTests.Web;

public sealed class PageNumberTests
{
    private static readonly string[] Lists =
    [
        "admin/clients", "admin/invoices", "admin/payments", "admin/outgoing", "admin/users", "admin/tasks", "admin/workflows/instances", "admin/incidents", "admin/privacy", "api/v1/clients", "api/v1/invoices",
    ];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task No_page_number_breaks_a_list(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        using var staff = await StaffSession.SignInAsync(host);
        var broken = new StringBuilder();
        foreach (var list in Lists)
        {
            foreach (var page in (string[])["0", "-1", "2", "42949674", "85899347", "107374184", "2147483647", "-2147483648", "9999999999", "one", "%00"])
            {
                using var answer = await staff.Http.GetAsync($"{list}?page={page}");
                if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound))
                {
                    broken.AppendLine($"{list}?page={page}: {answer.StatusCode}");
                }
            }
        }

        Assert.Equal("", broken.ToString());
    }
}
