using System.Net;
using PracticeCms.Audit;
using PracticeCms.Files;
using PracticeCms.IntegrationTests.Uploads;

namespace PracticeCms.IntegrationTests.Audit;

/// <summary>Attempts to get around a control leave an event, and many of them few.</summary>
public sealed class RefusalEventTests
{
    private static readonly UploadRule Rule = new("File", 1024, ".txt");

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_file_that_is_refused_or_infected_leaves_an_event_without_its_name(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var clamd = new FakeClamd(file => file.Length > 10 ? "stream: Eicar-Signature FOUND\0" : "stream: OK\0");
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?> { ["Practice:Scanner:Address"] = clamd.Address });
        await host.CreateBareAsync(database);
        foreach (var (name, content) in ((string, string)[])[("letter.txt", "a letter"), ("Walker.exe", "a program"), ("letter.txt", "infected, they say")])
        {
            await host.InAsync("Default", s => s.GetRequiredService<IUploads>().AcceptAsync(new ReceivedFile(name, "text/plain", new MemoryStream(System.Text.Encoding.ASCII.GetBytes(content))), Rule));
        }

        Assert.Equal(["infected", "of a kind that is not taken, or not what it says"], await EventsAsync(host, "denied", "Upload"));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Forms_without_a_token_of_who_is_signed_in_leave_an_event_a_minute(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        using var staff = await StaffSession.SignInAsync(host);
        using var stranger = StaffSession.Anonymous(host);
        await PostAsync(stranger, "account/signin");
        Assert.Empty(await EventsAsync(host, "denied", "Form"));

        foreach (var path in (string[])["admin/settings/billing", "admin/settings/billing", "admin/look", "admin/look"])
        {
            await PostAsync(staff, path);
        }

        Assert.Equal(["POST /admin/look", "POST /admin/settings/billing"], await EventsAsync(host, "denied", "Form", "Olive Owner"));
        host.Clock.Advance(Duration.FromMinutes(2));
        await PostAsync(staff, "admin/look");
        Assert.Equal(3, (await EventsAsync(host, "denied", "Form")).Count);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_flood_leaves_an_event_a_minute_for_each_class_of_addresses(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync(configuration: new Dictionary<string, string?>
        {
            ["Practice:Limits:Loopback"] = "true", ["Practice:Limits:Availability:PerAddress"] = "1", ["Practice:Limits:Booking:PerAddress"] = "1",
        });
        await host.CreateBareAsync(database);
        using var http = new HttpClient { BaseAddress = host.Address };
        async Task FloodAsync()
        {
            for (var i = 0; i < 5; i++)
            {
                (await http.GetAsync("book")).Dispose();
                (await http.PostAsync("visit/secret-of-a-client/cancel", null)).Dispose();
            }
        }

        await FloodAsync();
        Assert.Equal(["GET /book", "POST /visit/{token}/cancel"], await EventsAsync(host, "was throttled", "Request"));
        host.Clock.Advance(Duration.FromMinutes(2));
        await FloodAsync();
        Assert.Equal(4, (await EventsAsync(host, "was throttled", "Request")).Count);
    }

    private static async Task PostAsync(StaffSession browser, string path)
    {
        using var answer = await browser.Http.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "form" }));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <summary>Their reasons.</summary>
    private static async Task<List<string?>> EventsAsync(TestHost host, string action, string kind, string actor = "")
    {
        var found = (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: action, Kind: kind)))).Entries;
        return [.. found.Where(e => actor.Length == 0 || e.ActorName == actor).Select(e => e.Reason).Order(StringComparer.Ordinal)];
    }
}
