using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.Files;
using PracticeCms.IntegrationTests.Backups;
using PracticeCms.IntegrationTests.WhoSees;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Web;
using PracticeCms.Records;
using PracticeCms.Records.Import;
using PracticeCms.Scheduling;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Users;
using PracticeCms.Users.ApiKeys;
using PracticeCms.Users.Invitations;
using PracticeCms.Users.Passwords;
using PracticeCms.Workflows;

namespace PracticeCms.IntegrationTests.Web;

/// <summary>Looking changes nothing: every address that is asked with GET, and where its pages lead with a query, by the owner, about a client who has one of everything.</summary>
public sealed partial class SafeVerbTests
{
    /// <summary>
    /// Beginnings of the names of tables that a look may change, and why. Sessions and keys of programs note when they were used, which takes a clock that goes.
    /// </summary>
    private static readonly (string Table, string Why)[] Touched = [("kernel_audit_", "each look is recorded, and the host seals by itself what was recorded")];

    private readonly HashSet<string> shapes = [];
    private int answered;

    [Fact]
    public async Task No_get_changes_the_database()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct => await s.GetRequiredService<IFeatures>().EnableAsync(s.GetRequiredService<IFeatures>().All.Select(f => f.Id), ct)));
        var client = await OneClient.MakeAsync(host, "Default", "Quill", []);
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default"); // among others the PDF of the invoice, which is else made when it is first asked for
        var places = await PlacesAsync(host, client);
        using var owner = await StaffSession.SignInAsync(host);
        var paths = new Queue<string>(Routes(host).Select(r => Fill(r, client, places)));
        var changed = new List<string>();
        var before = await HashesAsync(host);
        while (paths.TryDequeue(out var path))
        {
            (await LookAsync(owner, path)).Where(l => shapes.Add(Value().Replace(l, ""))).ToList().ForEach(paths.Enqueue);
            var after = await HashesAsync(host);
            changed.AddRange(after.Where(t => before[t.Key] != t.Value).Select(t => $"GET /{path}: {t.Key}"));
            before = after;
        }

        Assert.True(changed.Count == 0, string.Join('\n', changed));
        Assert.True(answered > 100, $"only {answered} answered");
    }

    /// <summary>Asks to the end of the answer. Returns where the page's links lead that have a query.</summary>
    private async Task<IReadOnlyList<string>> LookAsync(StaffSession owner, string path)
    {
        using var answer = await owner.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        answered += answer.IsSuccessStatusCode ? 1 : 0;
        var type = answer.Content.Headers.ContentType?.MediaType;
        var text = type == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync(); // a stream goes on for as long as somebody listens
        var links = type == "text/html" ? new HtmlParser().ParseDocument(text).QuerySelectorAll("main a[href*='?']").Select(a => a.GetAttribute("href")!) : [];
        return [.. links.Where(l => l.StartsWith("admin/", StringComparison.Ordinal))];
    }

    private static async Task<Dictionary<string, string>> HashesAsync(TestHost host) => (await BackedPractice.RowsAsync(host))
        .Where(t => !Touched.Any(x => t.Key.StartsWith(x.Table, StringComparison.Ordinal)))
        .ToDictionary(t => t.Key, t => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', t.Value)))));

    private static IEnumerable<string> Routes(TestHost host) => host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HostEndpoint>() is null && (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true))
        .Select(e => e.RoutePattern.RawText!.TrimStart('/')).Where(r => !r.Contains("{*", StringComparison.Ordinal)).Distinct();

    private static string Fill(string route, OneClient client, (string Route, string Value)[] places) => client.For(route) is { } ids
        ? new PortalRoutes.Route("GET", route, false, []).With(ids.First, ids.Second)
        : Place().Replace(route, places.FirstOrDefault(p => route.StartsWith(p.Route, StringComparison.Ordinal)).Value ?? client.Id.ToString());

    /// <summary>What stands in the places of routes that are about no client, by how the route begins.</summary>
    private static Task<(string Route, string Value)[]> PlacesAsync(TestHost host, OneClient client) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
    {
        var (users, plan, workflows) = (s.GetRequiredService<UsersDb>(), s.GetRequiredService<SchedulingDb>(), s.GetRequiredService<WorkflowsDb>());
        var owner = await users.Users.Select(u => u.Id).SingleAsync(ct);
        var invitation = (await s.GetRequiredService<InviteUser>().ExecuteAsync(new InviteUser.Request("nina@example.org", [StockRoles.FrontDesk]), ct)).Value;
        var reset = await s.GetRequiredService<AccountTokens>().IssueAsync(owner, TokenPurpose.Reset, ct);
        var visit = await plan.Appointments.AsNoTracking().SingleAsync(a => a.Id == client.Visit, ct);
        var file = await s.GetRequiredService<IFileStore>().SaveAsync(new MemoryStream("surname,name\nQuill,Quinn\n"u8.ToArray()), ct: ct);
        var import = new ClientImport { Id = Ids.New(), FileName = "clients.csv", FileId = file.Id, UploadedBy = "Olive Owner", UploaderId = owner };
        s.GetRequiredService<RecordsDb>().Add(import);
        var key = new ApiKey { Id = Ids.New(), Name = "Books", Prefix = "0a1b2c3d", Hash = ApiKey.HashOf("Books"), MakerId = owner, Permissions = "ViewClients", ExpiresAt = host.Clock.GetCurrentInstant() + Duration.FromDays(1) };
        users.ApiKeys.Add(key);
        (string Route, string Value)[] places =
        [
            ("account/invite/", invitation.Url.Segments[^1]), ("account/reset/", reset.Url.Segments[^1]), ("visit/", s.GetRequiredService<ManageLink>().TokenOf(visit)), ("book/", "consultation"),
            ("openapi/", "v1"), ("error/", "403"), ("admin/tenants/", "Default"), ("admin/settings/features/", "PracticeCms.Records"), ("admin/users/", owner.ToString()), ("admin/api-keys/", key.Id.ToString()),
            ("admin/clients/import/", import.Id.ToString()), ("admin/hours/", (await plan.Resources.Select(r => r.Id).FirstAsync(ct)).ToString()),
            ("admin/workflows/instances/", (await workflows.Workflows.Select(w => w.Id).FirstOrDefaultAsync(ct)).ToString()), ("admin/workflows/", (await workflows.Types.Select(t => t.Id).FirstOrDefaultAsync(ct)).ToString()),
        ];
        return places;
    }));

    [GeneratedRegex("{[^}]*}")]
    private static partial Regex Place();

    /// <summary>What tells two links of one kind apart: ids and the values of queries, but for the tab.</summary>
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}|(?<!tab)=[^&#]*")]
    private static partial Regex Value();
}
