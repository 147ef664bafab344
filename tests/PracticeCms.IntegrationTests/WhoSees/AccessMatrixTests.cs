using System.Net;
using System.Text;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>
/// Every address of the portal, asked by each stock role about a client of their own, one of their team, one of nobody and one of another practice,
/// with roles that see all, assigned and own records. What came out is an approved file.
/// </summary>
public sealed class AccessMatrixTests
{
    private const string Password = "green river stone";
    private static readonly RecordScope[] Scopes = [RecordScope.All, RecordScope.Assigned, RecordScope.Own];

    [Fact]
    public async Task Nobody_reaches_more_than_their_role_and_their_records()
    {
        await using var host = await TestHost.StartAsync();
        await StartAsync(host, "Default", "");
        await StartAsync(host, "Other", "other");
        var users = new Dictionary<string, Guid>();
        foreach (var role in StockRoles.All)
        {
            users[role] = await AddAsync(host, role);
        }

        var own = await OneClient.MakeAsync(host, "Default", "Own", [.. users.Values.Select(u => (u, true))]);
        var assigned = await OneClient.MakeAsync(host, "Default", "Assigned", [.. users.Values.Select(u => (u, false))]);
        var unassigned = await OneClient.MakeAsync(host, "Default", "Unassigned", []);
        var foreign = await OneClient.MakeAsync(host, "Other", "Foreign", []);

        var routes = PortalRoutes.Of(host);
        var forms = await PageForms.FindAsync(host, routes, own);
        List<Request> requests = [.. routes.Select(r => new Request(r.Method, r, "", null)), .. forms.Select(f => new Request("POST", f.Route, f.Query, f.Fields))];
        var matrix = new StringBuilder();
        var (cells, refused, unexpected) = (0, 0, new List<string>());
        foreach (var scope in Scopes)
        {
            await SetScopesAsync(host, scope);
            var staff = new Dictionary<string, (StaffSession Session, string Token)>();
            foreach (var role in StockRoles.All)
            {
                var session = await StaffSession.SignInAsync(host, email: Email(role), password: Password);
                staff[role] = (session, await TokenAsync(session));
            }

            OneClient[] seen = [own, .. scope < RecordScope.Own ? (OneClient[])[assigned] : [], .. scope == RecordScope.All ? (OneClient[])[unassigned] : []];
            foreach (var request in requests.Where(r => r.Form is null ? scope == RecordScope.All || own.For(r.Route.Text) is not null : scope == RecordScope.Assigned))
            {
                var (route, name) = (request.Route.Text, request.Route.Text + (request.Form is null ? "" : $" {request.Form["_handler"]}"));
                matrix.Append($"{scope,-8} {request.Method,-4} /{name,-60}");
                foreach (var role in StockRoles.All)
                {
                    var letters = new StringBuilder();
                    foreach (var client in own.For(route) is null ? (OneClient?[])[null] : [own, assigned, unassigned, foreign])
                    {
                        var letter = await AskAsync(staff[role], request, client, client is null || seen.Contains(client));
                        letters.Append(letter);
                        cells++;
                        refused += letter == 'd' ? 1 : 0;
                        if (letter == 'X')
                        {
                            unexpected.Add($"{scope} {role} {request.Method} /{name}");
                        }
                    }

                    matrix.Append(' ').Append(letters);
                }

                matrix.Append('\n');
            }

            staff.Values.ToList().ForEach(s => s.Session.Dispose());
        }

        Assert.True(unexpected.Count == 0, string.Join('\n', unexpected));
        Assert.True(cells >= 4_000, $"{cells} cells");
        var head = $"a: answers, i: the input or the state was refused, d: the role does not include it, h: not there. Four letters: own, assigned, unassigned client, client of another practice. Roles: {string.Join(' ', StockRoles.All)}\n";
        Approved.Matches("AccessMatrix.txt", head + string.Join('\n', matrix.ToString().Split('\n').Select(l => l.TrimEnd())));
        var denied = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: "denied", Kind: "Record", PageSize: 5000)));
        Assert.Contains(denied.Entries, e => e.EntityId == foreign.Invoice);
        Assert.Contains(denied.Entries, e => e.EntityId == unassigned.Id);
        var forbidden = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: "denied", Kind: "Permission", PageSize: 1)));
        Assert.Equal(refused + Scopes.Length, forbidden.Total); // and one role signs in that does not open the portal
    }

    /// <summary>a: answered, i: the input was not taken, d: forbidden by role, h: not there, X: answered about a record that is not theirs, or broken.</summary>
    private static async Task<char> AskAsync((StaffSession Session, string Token) staff, Request asked, OneClient? client, bool isTheirs)
    {
        var ids = client?.For(asked.Route.Text);
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), asked.Route.With(ids?.First ?? Guid.Empty, ids?.Second) + asked.Query);
        if (asked.Method == "POST")
        {
            request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(asked.Form ?? []) { ["__RequestVerificationToken"] = staff.Token });
        }

        using var answer = await staff.Session.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode switch
        {
            HttpStatusCode.Forbidden => 'd',
            HttpStatusCode.NotFound when client is null || !isTheirs => 'h',
            _ when !isTheirs || (int)answer.StatusCode is >= 500 or 401 => 'X',
            HttpStatusCode.BadRequest or HttpStatusCode.Conflict => 'i',
            _ => 'a', // also where another role has deleted it before
        };
    }

    private sealed record Request(string Method, PortalRoutes.Route Route, string Query, Dictionary<string, string>? Form);

    private static async Task StartAsync(TestHost host, string tenant, string prefix)
    {
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite, tenant, prefix);
        await host.InAsync(tenant, s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct => await s.GetRequiredService<IFeatures>().EnableAsync(s.GetRequiredService<IFeatures>().All.Where(f => !f.DefaultTenantOnly).Select(f => f.Id), ct)));
    }

    private static string Email(string role) => $"{role.ToLowerInvariant()}@example.org";

    private static Task<Guid> AddAsync(TestHost host, string role) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Email(role), role, [role], Password))).Value.Id);

    private static Task SetScopesAsync(TestHost host, RecordScope scope) => host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
    {
        var roles = services.GetRequiredService<IRoles>();
        foreach (var role in await roles.ListAsync(ct))
        {
            await roles.SaveAsync(role with { Scope = scope }, ct);
        }
    }));

    private static async Task<string> TokenAsync(StaffSession session) =>
        (await session.PageAsync("account/signin")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
}
