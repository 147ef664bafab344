using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Kernel.Access;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Contracts;
using PracticeCms.Records.Fields;
using PracticeCms.Users.Accounts;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Expressions;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>Which role sees which field of a client, wherever data leaves; and that an identity number is never anywhere in the clear but in the answer to its own request.</summary>
public sealed class FieldGroupTests
{
    private const string Password = "green river stone";
    private const string Number = "Q77-442-9981";

    [Fact]
    public async Task A_role_sees_the_groups_that_it_holds_and_nothing_else()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var client = await ClientAsync(host);
        var table = new StringBuilder();
        foreach (var role in StockRoles.All.Where(r => r != StockRoles.Client).Append("Nurse"))
        {
            await AsAsync(host, role, async services => table.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{role,-15} {string.Join(' ', await CellsAsync(services, client))}"));
        }

        Approved.Matches("FieldsByRole.txt", "s: seen, m: masked, -: left out, f: found by it\n" + table.ToString().ReplaceLineEndings("\n"));
        await ReadOverHttpAsync(host, client);
        await ChangeAsync(host, client);
        await RevealAsync(host, client);
        await OpenInEmergencyAsync(host, client);
    }

    [Fact]
    public async Task Workflows_see_no_field_of_a_closed_group()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("medical", DatabaseProvider.Sqlite);
        var client = await ClientAsync(host);

        var seen = await host.InAsync("Default", async services =>
        {
            var evaluator = (WorkflowEvaluator)services.GetRequiredService<IWorkflowEvaluator>();
            var context = new WorkflowContext
            {
                WorkflowId = Ids.New(), WorkflowName = "", ClientId = client, Input = [], Properties = [], Output = [], ActivityId = "", Visit = 1, IdempotencyKey = "", Services = services, Evaluator = evaluator,
            };
            return JsonSerializer.Serialize(await evaluator.ModelAsync(context, default));
        });

        Assert.Contains("Dr. Who", seen, StringComparison.Ordinal);
        Assert.Contains("quinn@example.com", seen, StringComparison.Ordinal);
        foreach (var closed in (string[])[Number, "9981", "Acme", "Penicillin", "Medication", "1985", "1 Main Street"])
        {
            Assert.DoesNotContain(closed, seen, StringComparison.Ordinal);
        }
    }

    private static async Task<IEnumerable<string>> CellsAsync(IServiceProvider services, Guid id)
    {
        var c = (await services.GetRequiredService<SeenFields>().FindAsync(id, default))!;
        var row = (await services.GetRequiredService<ListClients>().ExecuteAsync(new ClientFilter("Quill", null, null, null, null, 1), default)).Rows.Single();
        var summary = (await services.GetRequiredService<IClients>().FindAsync(id))!;
        var custom = CustomValues.Read(c.Custom);
        string Custom(string name) => custom.GetValueOrDefault(name) is not { } value ? "-" : value.StartsWith('\u2022') ? "m" : "s";
        async Task<string> FoundAsync(string query) => (await services.GetRequiredService<IClients>().SearchAsync(query, 5)).Count > 0 ? "f" : "-";
        return
        [
            $"phone:{S(c.Phone)}{S(row.Phone)}{S(summary.Phone)}", $"email:{S(c.Email)}{S(row.Email)}{S(summary.Email)}", $"address:{S(c.AddressLine)}{S(row.City)}", $"born:{S(c.BirthDate)}{S(row.BirthDate)}{S(summary.BirthDate)}",
            $"number:{(c.IdentityNumber.StartsWith('\u2022') ? "m" : S(c.IdentityNumber))}", .. ((string[])["FamilyDoctor", "InsuranceProvider", "Allergies", "Medication"]).Select(n => $"{n}:{Custom(n)}"),
            $"by-born:{await FoundAsync("1985-04-12")}{await FoundAsync("1985")}", $"by-phone:{await FoundAsync("2025550143")}{await FoundAsync("0143")}", $"by-email:{await FoundAsync("quinn@example.com")}", $"by-name:{await FoundAsync("Quill")}",
        ];
    }

    private static string S(object? value) => value is null or "" ? "-" : "s";

    private static async Task ReadOverHttpAsync(TestHost host, Guid client)
    {
        await AddAsync(host, StockRoles.FrontDesk, StockRoles.Auditor, StockRoles.Billing);
        using var desk = await SignInAsync(host, StockRoles.FrontDesk);
        foreach (var path in (string[])[$"admin/clients/{client}", $"admin/clients/{client}?tab=details", $"admin/clients/{client}?tab=notes", $"admin/clients/{client}/edit", "admin/clients?q=Quill", "api/v1/clients", "admin/search?q=Quill"])
        {
            using var answer = await desk.Http.GetAsync(path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(Number, text, StringComparison.Ordinal);
            Assert.DoesNotContain("penicillin", text, StringComparison.OrdinalIgnoreCase);
        }

        var details = await desk.PageAsync($"admin/clients/{client}?tab=details");
        Assert.Contains("\u2022\u2022\u2022\u20229981", details.Body!.TextContent, StringComparison.Ordinal);
        Assert.Null(details.QuerySelector("practice-reveal"));

        using var auditor = await SignInAsync(host, StockRoles.Auditor);
        Assert.Equal("city createdAt displayName email id number phone status tags updatedAt", await PropertiesAsync(auditor));
        Assert.Equal("birthDate city createdAt displayName email id number phone status tags updatedAt", await PropertiesAsync(desk));
        await SetAsync(host, StockRoles.Auditor, r => [.. r.Except(["ViewContactDetails"]), "ExportClients"]);
        Assert.Equal("createdAt displayName id number status tags updatedAt", await PropertiesAsync(auditor));
        var file = await auditor.Http.GetStringAsync("admin/clients/export.csv");
        Assert.Equal("Number,Name,Tags,Status,Created,Changed", file.TrimStart('\ufeff').Split('\n')[0].Trim());
    }

    private static async Task<string> PropertiesAsync(StaffSession staff)
    {
        using var json = JsonDocument.Parse(await staff.Http.GetStringAsync("api/v1/clients"));
        Assert.Equal(["items", "page", "pageSize", "total"], json.RootElement.EnumerateObject().Select(p => p.Name));
        return string.Join(' ', json.RootElement.GetProperty("items").EnumerateArray().SelectMany(i => i.EnumerateObject()).Select(p => p.Name).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task ChangeAsync(TestHost host, Guid client)
    {
        using var desk = await SignInAsync(host, StockRoles.FrontDesk);
        using var kept = await desk.SubmitAsync($"admin/clients/{client}/edit", form =>
        {
            Assert.DoesNotContain("Input.Custom[Allergies]", form.Keys);
            form["Input.City"] = "Elsewhere";
        });
        Assert.True(kept.IsSuccessStatusCode);
        Assert.Equal(("Elsewhere", Number, "Penicillin: rash"), await StoredAsync(host, client));

        using var forged = await desk.SubmitAsync($"admin/clients/{client}/edit", form => form["Input.Custom[Allergies]"] = "none");
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        using var renumbered = await desk.SubmitAsync($"admin/clients/{client}/edit", form => form["Input.IdentityNumber"] = "Z11-000-5555");
        Assert.True(renumbered.IsSuccessStatusCode);
        Assert.Equal(("Elsewhere", "Z11-000-5555", "Penicillin: rash"), await StoredAsync(host, client));
        using var removed = await desk.SubmitAsync($"admin/clients/{client}/edit", form => form["Input.IdentityNumber"] = SeenFields.Remove);
        Assert.Equal(("Elsewhere", "", "Penicillin: rash"), await StoredAsync(host, client));
        using var back = await desk.SubmitAsync($"admin/clients/{client}/edit", form => form["Input.IdentityNumber"] = Number);
    }

    private static async Task RevealAsync(TestHost host, Guid client)
    {
        using var billing = await SignInAsync(host, StockRoles.Billing);
        var details = await billing.PageAsync($"admin/clients/{client}?tab=details");
        Assert.DoesNotContain(Number, details.DocumentElement.OuterHtml, StringComparison.Ordinal);
        using var shown = await billing.SendAsync("", details, "practice-reveal button", _ => { });
        Assert.Equal((Number, "no-store"), (await shown.Content.ReadAsStringAsync(), shown.Headers.CacheControl!.ToString()));
        using var other = await billing.SendAsync("", details, "practice-reveal button", form => form["field"] = "Allergies");
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);

        using var desk = await SignInAsync(host, StockRoles.FrontDesk);
        var token = (await desk.PageAsync($"admin/clients/{client}/edit")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var refused = await desk.Http.PostAsync($"admin/clients/{client}/reveal", new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["field"] = "IdentityNumber" }));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(ClientId: client, Action: "revealed")));
        Assert.Equal([(StockRoles.Billing, "IdentityNumbers: IdentityNumber")], events.Entries.Select(e => (e.ActorName, e.Reason ?? "")));
    }

    private static async Task OpenInEmergencyAsync(TestHost host, Guid client)
    {
        using var desk = await SignInAsync(host, StockRoles.FrontDesk);
        var user = await host.InAsync("Default", async s => (await s.GetRequiredService<IUserDirectory>().ListAsync()).Single(u => u.DisplayName == StockRoles.FrontDesk).Id);
        Assert.DoesNotContain("Penicillin", await desk.Http.GetStringAsync($"admin/clients/{client}?tab=details"), StringComparison.Ordinal);
        await host.InAsync("Default", services => services.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
        {
            var now = host.Clock.GetCurrentInstant();
            services.GetRequiredService<RecordsDb>().Add(new EmergencyAccess { Id = Ids.New(), ClientId = client, UserId = user, StartedAt = now, ExpiresAt = now + EmergencyAccess.Lasts });
            services.GetRequiredService<IClientAccessChanges>().Announce();
            return Task.FromResult(true);
        }));
        var open = await desk.PageAsync($"admin/clients/{client}?tab=details");
        Assert.Contains("Penicillin", open.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(open.QuerySelector("a[href*='tab=notes']"));
        Assert.DoesNotContain(Number, open.DocumentElement.OuterHtml, StringComparison.Ordinal);
        host.Clock.Advance(Duration.FromMinutes(61));
        using var again = await SignInAsync(host, StockRoles.FrontDesk);
        Assert.DoesNotContain("Penicillin", await again.Http.GetStringAsync($"admin/clients/{client}?tab=details"), StringComparison.Ordinal);
    }

    private static Task<(string City, string Number, string Allergies)> StoredAsync(TestHost host, Guid client) => host.InAsync("Default", async services =>
    {
        var c = await services.GetRequiredService<RecordsDb>().Clients.AsNoTracking().SingleAsync(x => x.Id == client);
        await services.GetRequiredService<ClientSecrets>().OpenAsync(c, default);
        var custom = CustomValues.Read(c.Custom);
        return (c.City, c.IdentityNumber, custom.GetValueOrDefault("Allergies") ?? "");
    });

    private static Task<Guid> ClientAsync(TestHost host) => host.InAsync("Default", async services => (await services.GetRequiredService<CreateClient>().ExecuteAsync(
        new CreateClient.Request(new ClientDetails
        {
            GivenName = "Quinn", FamilyName = "Quill", Email = "quinn@example.com", Phone = "+12025550143", BirthDate = "1985-04-12", AddressLine = "1 Main Street", City = "Salem", IdentityNumber = Number,
            Custom = new() { ["FamilyDoctor"] = "Dr. Who", ["InsuranceProvider"] = "Acme", ["Allergies"] = "Penicillin: rash", ["Medication"] = "None" },
        }),
        default)).Value);

    /// <summary>Runs as somebody with this one role, past the sign-in.</summary>
    private static Task AsAsync(TestHost host, string role, Func<IServiceProvider, Task> work) => host.InAsync("Default", async services =>
    {
        var user = new UserAccess(Ids.New(), role, "x@example.org", [role], "");
        services.GetRequiredService<CurrentActor>().SignedIn(new SignInSession(Ids.New(), user, host.Clock.GetCurrentInstant(), MissingFactor.None), await services.GetRequiredService<Roles>().CurrentAsync(default));
        await work(services);
    });

    private static Task SetAsync(TestHost host, string role, Func<IReadOnlyList<string>, IReadOnlyList<string>> permissions) => host.InAsync("Default", async services =>
    {
        var roles = services.GetRequiredService<IRoles>();
        var before = (await roles.ListAsync()).Single(r => r.Name == role);
        await roles.SaveAsync(before with { Permissions = permissions(before.Permissions) });
    });

    private static Task AddAsync(TestHost host, params string[] roles) => host.InAsync("Default", async services =>
    {
        foreach (var role in roles)
        {
            await services.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request($"{role.ToLowerInvariant()}@example.org", role, [role], Password));
        }
    });

    private static Task<StaffSession> SignInAsync(TestHost host, string role) => StaffSession.SignInAsync(host, email: $"{role.ToLowerInvariant()}@example.org", password: Password);
}
