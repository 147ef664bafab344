using System.Net;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Compliance.Emergencies;
using PracticeCms.Records;
using PracticeCms.Records.Access;
using PracticeCms.Records.Clients;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>Restrictions, walls and emergencies: what stands beside a role's scope, and what wins.</summary>
public sealed class ExceptionTests
{
    private const string Password = "green river stone";

    public static TheoryData<DatabaseProvider> Both => Databases.All;

    [Theory, MemberData(nameof(Both))]
    public async Task Scope_restriction_team_and_wall_give_each_of_their_24_answers(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var user = await AddAsync(host, StockRoles.Practitioner);
        using var nina = await SignInAsync(host, StockRoles.Practitioner);
        foreach (var scope in Enum.GetValues<RecordScope>())
        {
            await SetScopeAsync(host, StockRoles.Practitioner, scope);
            foreach (var (restricted, team, walled) in from r in new[] { false, true } from t in new bool?[] { null, false, true } from w in new[] { false, true } select (r, t, w))
            {
                var client = await ClientAsync(host);
                await host.InAsync("Default", async services =>
                {
                    var access = services.GetRequiredService<ChangeAccess>();
                    if (team is { } responsible)
                    {
                        await access.AddMemberAsync(client, user, responsible);
                    }

                    if (restricted)
                    {
                        await services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
                        {
                            services.GetRequiredService<RecordsDb>().Add(new ClientRestriction { ClientId = client, Reason = "known to all" });
                            services.GetRequiredService<IClientAccessChanges>().Announce();
                            return Task.FromResult(true);
                        });
                    }

                    if (walled)
                    {
                        await access.HideFromAsync(client, user, "family");
                    }
                });
                var byTeam = team is not null && (scope != RecordScope.Own || team == true);
                var expected = !walled && (byTeam || (scope == RecordScope.All && !restricted));

                Assert.Equal((scope, restricted, team, walled, expected), (scope, restricted, team, walled, await SeesAsync(nina, client)));
            }
        }
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_emergency_opens_one_record_to_read_for_an_hour_and_waits_for_its_review(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        await AddAsync(host, StockRoles.Practitioner);
        await AddAsync(host, StockRoles.PrivacyOfficer);
        await SetScopeAsync(host, StockRoles.Practitioner, RecordScope.Assigned);
        var (client, other) = (await ClientAsync(host), await ClientAsync(host));
        using var nina = await SignInAsync(host, StockRoles.Practitioner);

        Assert.False(await SeesAsync(nina, client));
        using var look = new HttpRequestMessage(HttpMethod.Get, $"admin/clients/{client}");
        look.Headers.Accept.ParseAdd("text/html");
        using var missing = await nina.Http.SendAsync(look);
        Assert.Contains($"admin/clients/{client}/emergency", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unexplained = await OpenAsync(nina, client, "because");
        Assert.Equal(HttpStatusCode.BadRequest, unexplained.StatusCode);
        using var opened = await OpenAsync(nina, client, "Unconscious, needs the list of drugs");
        Assert.True(opened.IsSuccessStatusCode);

        Assert.True(await SeesAsync(nina, client));
        Assert.False(await SeesAsync(nina, other));
        using var change = await nina.SubmitAsync($"admin/clients/{client}/edit", form => form["Input.City"] = "Elsewhere");
        Assert.Equal(HttpStatusCode.Forbidden, change.StatusCode);

        for (var minutes = 0; minutes < 60; minutes += 10)
        {
            Assert.True(await SeesAsync(nina, client));
            host.Clock.Advance(Duration.FromMinutes(10));
        }

        Assert.False(await SeesAsync(nina, client));
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(ClientId: client)));
        Assert.Contains(events.Entries, e => e is { Action: "opened in an emergency", ActorName: StockRoles.Practitioner });
        Assert.Contains(events.Entries, e => e is { Action: "viewed", Reason: "emergency" });
        Assert.DoesNotContain(events.Entries, e => e.Reason?.Contains("drugs", StringComparison.Ordinal) == true);
        Assert.Equal(1, await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Tasks.TasksDb>().Tasks.CountAsync(t => t.Title == "Review an emergency access")));

        using var officer = await SignInAsync(host, StockRoles.PrivacyOfficer);
        var list = await officer.PageAsync("admin/privacy/emergencies");
        using var reviewed = await officer.SendAsync("admin/privacy/emergencies", list, "select[name=verdict]", form => form["verdict"] = ReviewEmergency.Verdicts[0]);
        Assert.True(reviewed.IsSuccessStatusCode);
        Assert.Null((await officer.PageAsync("admin/privacy/emergencies")).QuerySelector("select[name=verdict]"));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task In_a_list_the_record_that_was_opened_in_an_emergency_is_an_event_of_its_own(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        var user = await AddAsync(host, StockRoles.Practitioner);
        await SetScopeAsync(host, StockRoles.Practitioner, RecordScope.Assigned);
        var team = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            team.Add(await ClientAsync(host));
            await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().AddMemberAsync(team[^1], user, isResponsible: true));
        }

        var stranger = await ClientAsync(host);
        using var nina = await SignInAsync(host, StockRoles.Practitioner);
        using var opened = await OpenAsync(nina, stranger, "Unconscious, needs the list of drugs");
        opened.EnsureSuccessStatusCode();

        using var list = await nina.Http.GetAsync("admin/clients");
        list.EnsureSuccessStatusCode();

        var listed = await host.InAsync("Default", s => s.GetRequiredService<PracticeCms.Kernel.Data.KernelDb>().Set<PracticeCms.Kernel.Audit.AuditEvent>().AsNoTracking()
            .Where(e => e.Action == "listed" && e.Kind == "Client").ToListAsync());
        static Guid[] Clients(PracticeCms.Kernel.Audit.AuditEvent e) => System.Text.Json.JsonSerializer.Deserialize<Guid[]>(e.ClientIds!)!;
        var emergency = Assert.Single(listed, e => e.Reason == "emergency");
        Assert.Equal([stranger], Clients(emergency));
        Assert.Equal(team.Order(), Clients(Assert.Single(listed, e => e.Reason is null && e.RequestId == emergency.RequestId)).Order());
    }

    [Fact]
    public async Task An_emergency_opens_no_wall_and_does_not_say_that_there_is_one()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        var user = await AddAsync(host, StockRoles.Practitioner);
        var client = await ClientAsync(host);
        await host.InAsync("Default", s => s.GetRequiredService<ChangeAccess>().HideFromAsync(client, user, "the other side"));
        using var nina = await SignInAsync(host, StockRoles.Practitioner);

        using var walled = await OpenAsync(nina, client, "I really have to look at this");
        using var nobody = await OpenAsync(nina, Ids.New(), "I really have to look at this");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (walled.StatusCode, nobody.StatusCode));
        Assert.False(await SeesAsync(nina, client));
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: "denied", Kind: "EmergencyAccess")));
        Assert.Contains(events.Entries, e => e.EntityId == client);
    }

    [Fact]
    public async Task What_hides_a_client_hides_them_wherever_they_show()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(async ct => await s.GetRequiredService<IFeatures>().EnableAsync(s.GetRequiredService<IFeatures>().All.Where(f => !f.DefaultTenantOnly).Select(f => f.Id), ct)));
        var user = await AddAsync(host, StockRoles.Owner);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var boss = await SignInAsync(host, StockRoles.Owner);
        var day = NodaTime.Text.LocalDatePattern.Iso.Format(host.Clock.GetCurrentInstant().Plus(Duration.FromDays(3)).InZone(DateTimeZoneProviders.Tzdb["America/New_York"]).Date);
        string[] places =
        [
            "admin", "admin/clients", "admin/clients?q=secret", "admin/clients/export.csv", "admin/search?q=secret", "admin/find?q=secret", "api/v1/clients?q=secret",
            "admin/invoices", "admin/invoices/export.csv", "api/v1/invoices", "admin/payments", $"api/v1/invoices/{client.Invoice}", $"admin/invoices/{client.Invoice}", $"admin/invoices/{client.Invoice}/print", $"admin/payments/{client.Payment}/print",
            $"admin/calendar?date={day}", $"admin/calendar/board?date={day}", $"admin/calendar/print?date={day}&names=full", $"admin/calendar?view=agenda&date={day}", $"admin/appointments/{client.Visit}",
            $"admin/clients/{client.Id}", $"admin/clients/{client.Id}?tab=documents", $"admin/clients/{client.Id}/edit", $"admin/outgoing", $"admin/outgoing/{client.Mail}", $"admin/workflows/instances/{client.Run}", "admin/tasks", $"admin/tasks/new?client={client.Id}", $"admin/calendar/new?client={client.Id}", $"admin/invoices/new?client={client.Id}",
        ];

        AssertNone(await SilentAsync(boss, client, places));
        await ChangeAsync(host, db => db.Add(new ClientRestriction { ClientId = client.Id, Reason = "known to all" }));
        AssertNone(await TellingAsync(boss, client, places));
        await ChangeAsync(host, db => db.Add(new EmergencyAccess { Id = Ids.New(), ClientId = client.Id, UserId = user, StartedAt = host.Clock.GetCurrentInstant(), ExpiresAt = host.Clock.GetCurrentInstant() + EmergencyAccess.Lasts }));
        AssertNone(await SilentAsync(boss, client, places));
        await ChangeAsync(host, db => db.Add(new ClientWall { ClientId = client.Id, UserId = user, Reason = "family" }));
        AssertNone(await TellingAsync(boss, client, places));
    }

    [Fact]
    public async Task Without_an_audit_nothing_is_shown_and_nothing_is_changed()
    {
        await using var host = await StartAsync(DatabaseProvider.Sqlite);
        await AddAsync(host, StockRoles.Owner);
        var client = await ClientAsync(host);
        using var owner = await SignInAsync(host, StockRoles.Owner);
        var form = await owner.PageAsync($"admin/clients/{client}/edit");
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<RecordsDb>().Database.ExecuteSqlRawAsync("ALTER TABLE kernel_audit_event RENAME TO kernel_audit_gone", ct)));

        foreach (var path in (string[])["admin/clients", $"admin/clients/{client}", $"admin/clients/{client}/edit", "api/v1/clients", "admin/clients/export.csv"])
        {
            using var answer = await owner.Http.GetAsync(path);
            Assert.True((int)answer.StatusCode >= 500, $"{path}: {answer.StatusCode}");
            Assert.DoesNotContain("Secretname", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        using var change = await owner.SendAsync($"admin/clients/{client}/edit", form, "[name='Input.City']", fields => fields["Input.City"] = "Elsewhere");
        Assert.True((int)change.StatusCode >= 500, $"{change.StatusCode}");
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<RecordsDb>().Database.ExecuteSqlRawAsync("ALTER TABLE kernel_audit_gone RENAME TO kernel_audit_event", ct)));
        Assert.NotEqual("Elsewhere", await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.Where(c => c.Id == client).Select(c => c.City).SingleAsync()));
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Without_an_audit_no_address_tells_anything_of_a_client(DatabaseProvider database)
    {
        await using var host = await StartAsync(database);
        await AddAsync(host, StockRoles.Owner);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var owner = await SignInAsync(host, StockRoles.Owner);
        async Task<(int Status, bool Tells)> AskAsync(string path)
        {
            using var answer = await owner.Http.GetAsync(path);
            var isFile = answer.IsSuccessStatusCode && answer.Content.Headers.ContentDisposition is not null && path.Split('/').Any(s => Guid.TryParse(s, out _));
            return ((int)answer.StatusCode, isFile || (await answer.Content.ReadAsStringAsync()).Contains("Secretname", StringComparison.OrdinalIgnoreCase));
        }

        var telling = new List<string>();
        foreach (var route in PortalRoutes.Of(host).Where(r => r.Method == "GET" && !r.Text.EndsWith("/live", StringComparison.Ordinal)))
        {
            var ids = client.For(route.Text);
            if ((ids is { } those ? route.With(those.First, those.Second) : route.TakesId ? null : route.Text) is { } path && (await AskAsync(path)).Tells)
            {
                telling.Add(path);
            }
        }

        Assert.True(telling.Count > 15, string.Join(", ", telling));
        await host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<RecordsDb>().Database.ExecuteSqlRawAsync("ALTER TABLE kernel_audit_event RENAME TO kernel_audit_gone", ct)));
        foreach (var path in telling)
        {
            var (status, tells) = await AskAsync(path);
            Assert.True(status >= 500 && !tells, $"{path}: {status}{(tells ? " tells" : "")}");
        }
    }

    private static async Task<List<string>> SilentAsync(StaffSession staff, OneClient client, IEnumerable<string> places) => [.. places.Except(await NamingAsync(staff, client, places))];

    /// <summary>Places that name the client, or give a file of theirs.</summary>
    private static async Task<List<string>> TellingAsync(StaffSession staff, OneClient client, IEnumerable<string> places)
    {
        var telling = await NamingAsync(staff, client, places);
        foreach (var path in (string[])[$"admin/clients/{client.Id}/documents/{client.Document}", $"admin/invoices/{client.Invoice}/invoice.pdf", $"admin/outgoing/{client.Mail}/mail.eml", $"admin/clients/{client.Id}/who-looked.csv", $"admin/clients/{client.Id}/record.zip"])
        {
            using var answer = await staff.Http.GetAsync(path);
            telling.AddRange(answer.StatusCode == HttpStatusCode.NotFound ? [] : [path]);
        }

        return telling;
    }

    private static async Task<List<string>> NamingAsync(StaffSession staff, OneClient client, IEnumerable<string> places)
    {
        var naming = new List<string>();
        foreach (var path in places)
        {
            using var answer = await staff.Http.GetAsync(path);
            Assert.True((int)answer.StatusCode < 500, $"{path}: {answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync();
            var isTold = text.Contains("Secretname", StringComparison.OrdinalIgnoreCase) || (path.StartsWith("api/", StringComparison.Ordinal) && text.Contains(client.Id.ToString(), StringComparison.Ordinal));
            naming.AddRange(isTold ? [path] : []);
        }

        return naming;
    }

    private static void AssertNone(List<string> places) => Assert.True(places.Count == 0, string.Join('\n', places));

    private static Task ChangeAsync(TestHost host, Action<RecordsDb> change) => host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
    {
        change(services.GetRequiredService<RecordsDb>());
        services.GetRequiredService<IClientAccessChanges>().Announce();
        return Task.FromResult(true);
    }));

    private static async Task<TestHost> StartAsync(DatabaseProvider database)
    {
        Databases.Need(database);
        var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        return host;
    }

    private static string Email(string role) => $"{role.ToLowerInvariant()}@example.org";

    private static Task<StaffSession> SignInAsync(TestHost host, string role) => StaffSession.SignInAsync(host, email: Email(role), password: Password);

    private static Task<Guid> AddAsync(TestHost host, string role) => host.InAsync("Default", async services =>
        (await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Email(role), role, [role], Password))).Value.Id);

    private static Task SetScopeAsync(TestHost host, string role, RecordScope scope) => host.InAsync("Default", async services =>
    {
        var roles = services.GetRequiredService<IRoles>();
        await roles.SaveAsync((await roles.ListAsync()).Single(r => r.Name == role) with { Scope = scope });
    });

    private static Task<Guid> ClientAsync(TestHost host) => host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
    {
        var client = new Client { Id = Ids.New(), Number = "C-" + Ids.New(), GivenName = "Sophie", FamilyName = "Secretname", SortName = "secretname" };
        services.GetRequiredService<RecordsDb>().Add(client);
        return Task.FromResult(client.Id);
    }));

    private static async Task<bool> SeesAsync(StaffSession staff, Guid client)
    {
        using var answer = await staff.Http.GetAsync($"admin/clients/{client}");
        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotFound, $"{answer.StatusCode}");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static Task<HttpResponseMessage> OpenAsync(StaffSession staff, Guid client, string reason) => staff.SubmitAsync(
        $"admin/clients/{client}/emergency", form => (form["Input.Category"], form["Input.Reason"]) = (OpenInEmergency.Categories[0], reason));
}
