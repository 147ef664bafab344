using System.Collections.Concurrent;
using System.Net;
using PracticeCms.Audit;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>
/// Practices drawn at random, side by side: whoever asks for what is not theirs, on whichever route takes an id, gets what a missing id gets. Nothing
/// has changed afterwards, each refusal stands in the audit, and no list, search or file has told a name.
/// </summary>
public sealed class RandomGraphTests
{
    private readonly ConcurrentBag<string> wrong = [];
    private readonly ConcurrentDictionary<(string Tenant, Guid User, Guid Id), bool> refused = new();
    private int asked;

    public static TheoryData<DatabaseProvider> Both => Databases.All;

    [Fact]
    public Task Foreign_ids_are_nowhere_to_be_found_in_a_small_graph() => RunAsync(DatabaseProvider.Sqlite, seed: 11, tenants: 2, clients: 3, users: 2);

    [Theory, MemberData(nameof(Both)), Trait("Category", "Long")]
    public Task Foreign_ids_are_nowhere_to_be_found(DatabaseProvider database) => RunAsync(database, seed: 20261127, tenants: 3, clients: 30, users: 12);

    private async Task RunAsync(DatabaseProvider database, int seed, int tenants, int clients, int users)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        var random = new Random(seed);
        var practices = Enumerable.Range(0, tenants).Select(i => new RandomPractice(i == 0 ? "Default" : $"Other{i}", i == 0 ? "" : $"other{i}")).ToList();
        foreach (var practice in practices)
        {
            await host.SetUpAsync("blank", database, practice.Tenant, practice.Prefix);
            await host.InAsync(practice.Tenant, s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct => await s.GetRequiredService<IFeatures>().EnableAsync(s.GetRequiredService<IFeatures>().All.Where(f => !f.DefaultTenantOnly).Select(f => f.Id), ct)));
            await practice.DrawAsync(host, random, clients, users);
        }

        var routes = PortalRoutes.Of(host);
        var first = practices[0].Clients.First(c => !practices[0].IsRestricted(c.Client.Id)).Client;
        Assert.Empty(routes.Where(r => r.TakesId && first.For(r.Text) is null && !PortalRoutes.IsOfNoClient(r)).Select(r => r.Text));
        var forms = await PageForms.FindAsync(host, routes, first);
        foreach (var practice in practices)
        {
            var before = await ClientRows.HashAsync(host, practice.Tenant);
            Assert.Equal(clients, before.Count);
            await Parallel.ForEachAsync(practice.Users.Select((u, i) => (u, i)), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (user, _) =>
                await AskAsAsync(host, practices, practice, user.u, user.i, routes, forms));
            var after = await ClientRows.HashAsync(host, practice.Tenant);
            Assert.Empty(after.Keys.Except(before.Keys).Select(id => $"{practice.Tenant}: rows of {id}, who is no client of it"));
            Assert.Empty(before.Where(b => after.GetValueOrDefault(b.Key) != b.Value).Select(b => $"{practice.Tenant}: rows of {b.Key} have changed"));
        }

        Assert.True(wrong.IsEmpty, $"seed {seed}, {wrong.Count} of {asked} wrong:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(80))}");
        foreach (var practice in practices)
        {
            Assert.Empty(refused.Keys.Where(k => k.Tenant == practice.Tenant).Select(k => (k.User, k.Id)).Except(await DeniedAsync(host, practice.Tenant)).Select(d => $"{practice.Tenant}: no denied event of {d.User} for {d.Id}").Take(20));
        }

        TestContext.Current.SendDiagnosticMessage($"{database}: {asked} requests, {refused.Count} refused ids");
    }

    private async Task AskAsAsync(TestHost host, List<RandomPractice> practices, RandomPractice practice, (Guid Id, string Email, string[] Roles) user, int turn, IReadOnlyList<PortalRoutes.Route> routes, IReadOnlyList<PageForms.Form> forms)
    {
        using var session = await StaffSession.SignInAsync(host, practice.Prefix, user.Email, RandomPractice.Password);
        var token = (await session.PageAsync("account/signin")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var rights = user.Roles.SelectMany(r => practice.Rights[r]).ToHashSet();
        var asker = new Asker(practice.Tenant, user.Id, session, token, rights);
        var seen = practice.Clients.Where(c => practice.Sees(user.Id, c.Client.Id)).ToList();
        var hidden = practice.Clients.Except(seen).ToList();

        // Each id of another practice is asked for on every route, by one user or another.
        var foreign = practices.Where(p => p != practice).SelectMany(p => p.Clients).Where((_, i) => i % practice.Users.Count == turn);
        foreach (var client in hidden.Concat(foreign).Select(c => c.Client))
        {
            await AskForAsync(asker, client, client.Id, routes, forms);
        }

        foreach (var mine in seen.Where(c => !practice.IsOpenInEmergency(user.Id, c.Client.Id)).Take(2))
        {
            // A child under a parent that is not its own: of somebody hidden, and of somebody who may be seen.
            foreach (var other in hidden.Concat(seen.Where(c => c != mine).Take(1)).Select(c => c.Client))
            {
                await AskForAsync(asker, other, mine.Client.Id, [.. routes.Where(r => other.For(r.Text)?.Second is not null)], []);
            }
        }

        if (turn % 3 == 0)
        {
            await LookAroundAsync(asker, routes, seen, hidden);
        }

        foreach (var client in hidden.Concat(practices.Where(p => p != practice).SelectMany(p => p.Clients).Take(1)))
        {
            await NameInFormsAsync(asker, client.Client);
        }
    }

    /// <summary>Forms that carry the id of a client in their fields or in their address, filled as somebody would who knows the id.</summary>
    private async Task NameInFormsAsync(Asker asker, OneClient client)
    {
        foreach (var (path, handler, right) in ((string, string, string)[])[("admin/calendar/new", "book", "ManageAppointments"), ("admin/invoices/new", "new-invoice", "ManageInvoices")])
        {
            if (asker.Rights.Contains(right))
            {
                await SendAsync(asker, client, path, handler);
            }
        }
    }

    private async Task SendAsync(Asker asker, OneClient client, string path, string handler)
    {
        var page = await asker.Session.PageAsync(path);
        string? Choice(string name) => page.QuerySelectorAll($"[name='{name}'] option[value]").Select(o => o.GetAttribute("value")).FirstOrDefault(v => v!.Length > 0);
        var fields = new Dictionary<string, string?>
        {
            ["__RequestVerificationToken"] = asker.Token, ["_handler"] = handler, ["Input.ClientId"] = client.Id.ToString(), ["Input.ServiceId"] = Choice("Input.ServiceId"), ["Input.PractitionerId"] = Choice("Input.PractitionerId"),
            ["Input.Date"] = "2027-02-01", ["Input.Time"] = $"{8 + (asked % 9):00}:00", ["Input.Overbook"] = "true",
        };
        using var answer = await asker.Session.Http.PostAsync(path, new FormUrlEncodedContent(fields));
        Interlocked.Increment(ref asked);
        if ((int)answer.StatusCode is < 400 or >= 500)
        {
            wrong.Add($"POST /{path} {handler} for somebody else's client: {(int)answer.StatusCode}");
        }
    }

    private async Task AskForAsync(Asker asker, OneClient client, Guid parent, IReadOnlyList<PortalRoutes.Route> routes, IReadOnlyList<PageForms.Form> forms)
    {
        foreach (var route in routes)
        {
            if (client.For(route.Text) is not { } ids)
            {
                continue;
            }

            var (one, two) = ids.Second is { } child ? (parent, child) : (ids.First, (Guid?)null);
            await AskAsync(asker, route, route.With(one, two), two ?? one, route.Method == "POST" ? new Dictionary<string, string>() : null);
            foreach (var form in forms.Where(f => f.Route == route))
            {
                await AskAsync(asker, route, route.With(one, two) + form.Query, two ?? one, form.Fields);
            }
        }
    }

    private async Task AskAsync(Asker asker, PortalRoutes.Route route, string path, Guid id, IReadOnlyDictionary<string, string>? form)
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = form is null ? null : new FormUrlEncodedContent(new Dictionary<string, string>(form) { ["__RequestVerificationToken"] = asker.Token });
        using var answer = await asker.Session.Http.SendAsync(request);
        Interlocked.Increment(ref asked);
        var expected = route.Permissions.All(asker.Rights.Contains) ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden;
        if (answer.StatusCode != expected)
        {
            wrong.Add($"{request.Method} /{route.Text} {form?.GetValueOrDefault("_handler")}: {(int)answer.StatusCode}, not {(int)expected}");
        }
        else if (expected == HttpStatusCode.NotFound)
        {
            refused.TryAdd((asker.Tenant, asker.User, id), true);
        }
    }

    /// <summary>Every page, file and list that asks for no id, also filtered by a hidden client, tells no hidden name; and what is seen by the rule is in the list.</summary>
    private async Task LookAroundAsync(Asker asker, IReadOnlyList<PortalRoutes.Route> routes, List<(OneClient Client, string Family)> seen, List<(OneClient Client, string Family)> hidden)
    {
        // The beginning of everybody's name: what a page echoes of it is no name.
        var queries = hidden.Select(h => $"?client={h.Client.Id}&q={asker.Tenant}zq").Take(1).Prepend("").ToList();
        foreach (var route in routes.Where(r => r is { Method: "GET", TakesId: false } && !r.Text.EndsWith("/live", StringComparison.Ordinal) && !r.Text.StartsWith("account/", StringComparison.Ordinal)))
        {
            foreach (var query in queries)
            {
                using var answer = await asker.Session.Http.GetAsync(route.Text + query);
                var text = await answer.Content.ReadAsStringAsync();
                Interlocked.Increment(ref asked);
                if ((int)answer.StatusCode >= 500)
                {
                    wrong.Add($"GET /{route.Text}{(query.Length > 0 ? "?…" : "")}: {(int)answer.StatusCode}");
                }

                foreach (var name in hidden.Where(h => text.Contains(h.Family, StringComparison.OrdinalIgnoreCase) || (route.Text.StartsWith("api/", StringComparison.Ordinal) && text.Contains(h.Client.Id.ToString(), StringComparison.Ordinal))))
                {
                    wrong.Add($"GET /{route.Text}{(query.Length > 0 ? "?…" : "")}: names {name.Family}");
                }

                if (route.Text == "admin/clients" && query.Length == 0 && asker.Rights.Contains("ViewClients"))
                {
                    seen.Where(s => !text.Contains(s.Family, StringComparison.OrdinalIgnoreCase)).ToList().ForEach(s => wrong.Add($"the list lacks {s.Family}"));
                }
            }
        }
    }

    private static Task<HashSet<(Guid User, Guid Id)>> DeniedAsync(TestHost host, string tenant) => host.InAsync(tenant, async services =>
        (await services.GetRequiredService<KernelDb>().Set<AuditEvent>().Where(e => e.Action == "denied" && e.UserId != null && e.EntityId != null).Select(e => new { e.UserId, e.EntityId }).Distinct().ToListAsync())
            .Select(e => (e.UserId!.Value, e.EntityId!.Value)).ToHashSet());

    private sealed record Asker(string Tenant, Guid User, StaffSession Session, string Token, HashSet<string> Rights);
}
