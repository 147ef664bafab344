using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Kernel.Web;
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

        var matrix = new StringBuilder();
        var (cells, unexpected) = (0, new List<string>());
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
            foreach (var (method, route) in Requests(host).Where(r => scope == RecordScope.All || own.For(r.Route) is not null))
            {
                matrix.Append($"{scope,-8} {method,-4} /{route,-60}");
                foreach (var role in StockRoles.All)
                {
                    var letters = new StringBuilder();
                    foreach (var client in own.For(route) is null ? (OneClient?[])[null] : [own, assigned, unassigned, foreign])
                    {
                        var letter = await AskAsync(staff[role], method, route, client, client is null || seen.Contains(client));
                        letters.Append(letter);
                        cells++;
                        if (letter == 'X')
                        {
                            unexpected.Add($"{scope} {role} {method} /{route}");
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
        var head = $"a: answers, d: the role does not include it, h: not there. Four letters: own, assigned, unassigned client, client of another practice. Roles: {string.Join(' ', StockRoles.All)}\n";
        Approved.Matches("AccessMatrix.txt", head + string.Join('\n', matrix.ToString().Split('\n').Select(l => l.TrimEnd())));
        var denied = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: "denied", PageSize: 5000)));
        Assert.Contains(denied.Entries, e => e.EntityId == foreign.Invoice);
        Assert.Contains(denied.Entries, e => e.EntityId == unassigned.Id);
    }

    /// <summary>a: answered, d: forbidden by role, h: not there, X: answered about a record that is not theirs.</summary>
    private static async Task<char> AskAsync((StaffSession Session, string Token) staff, string method, string route, OneClient? client, bool isTheirs)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(route, client));
        if (method == "POST")
        {
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", staff.Token)]);
        }

        using var answer = await staff.Session.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode switch
        {
            HttpStatusCode.Forbidden => 'd',
            HttpStatusCode.NotFound when client is null || !isTheirs => 'h',
            _ when isTheirs => 'a', // also where another role has deleted it before
            _ => 'X',
        };
    }

    private static IEnumerable<(string Method, string Route)> Requests(TestHost host) => host.App.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
        .SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
        .Where(e => e.Metadata.GetMetadata<HostEndpoint>() is null && (e.Metadata.GetMetadata<PublicAttribute>() is null || e.Metadata.GetMetadata<RequirePermissionAttribute>() is not null))
        .SelectMany(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null ? ["GET"] : e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"], (e, m) => (m, e.RoutePattern.RawText!.TrimStart('/')))
        .OrderBy(r => r.m == "POST").ThenBy(r => r.Item2, StringComparer.Ordinal);

    private static string PathOf(string route, OneClient? client)
    {
        var (first, second) = client?.For(route) is { } ids ? (ids.First, ids.Second ?? ids.First) : (Guid.Empty, Guid.Empty);
        var given = 0;
        return Regex.Replace(route, "{[^}]*}", _ => (given++ == 0 ? first : second).ToString());
    }

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
