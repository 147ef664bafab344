using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PracticeCms.Access;
using PracticeCms.Audit;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.Compliance.Emergencies;
using PracticeCms.Compliance.Exporting;
using PracticeCms.Messaging.Outgoing;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Notes;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Tasks;
using PracticeCms.Tasks.List;
using PracticeCms.Users.Accounts;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>The copy of the whole record that a person may ask for.</summary>
public sealed class ExportRecordTests
{
    private const string Email = "olga@example.org";
    private const string Password = "green river stone";

    /// <summary>Of every row: whose it is, which the file says once, and the fence of two who save at once.</summary>
    private static readonly string[] OfAll = ["Version", "ClientId", "RecordOf"];

    /// <summary>By file and row, what of it is not told: secrets and bookkeeping of the product's own, ids whose names are told, and what another field or file says.</summary>
    private static readonly (string File, Type Row, string[] NotTold)[] Rows =
    [
        ("record.json", typeof(Client), ["SortName", "DisplayName", "CustomSealed", "Custom", "IdentitySealed", "IdentityIndex", "IdentityNumber", "IsOpened", "ErasedAt"]), // the number has a file of its own
        ("notes.json", typeof(Note), ["BodySealed", "AuthorId"]),
        ("documents.json", typeof(ClientDocument), ["FileId", "DeletedAt"]),
        ("visits.json", typeof(Appointment),
            ["ServiceId", "PractitionerId", "RoomId", "LocationId", "Sequence", "ManageToken", "ManageTokenHash", "IdempotencyKey", "RequestHash", "IsOverbook", "AnswersSealed"]),
        ("invoices.json", typeof(Invoice), ["Parties", "ErasedAt", "RoundingPolicy", "TaxGroups", "Gross"]), // the PDF has the parties and the groups
        ("payments.json", typeof(Payment), ["RecordedBy", "IdempotencyKey", "Amount"]),
        ("mails.json", typeof(OutgoingMail),
            ["Key", "OutboxKey", "Cc", "Bcc", "ReplyTo", "TextSealed", "HtmlSealed", "IsPersonal", "HeldFor", "HasBudget", "Attempts", "Rounds", "LastError", "NotBefore", "NotAfter", "GroupName", "CanCancel", "CanResend"]),
        ("tasks.json", typeof(StaffTask), ["AssigneeId", "AssigneeRole", "Key", "Url", "CompletedBy"]),
    ];

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Whoever_sees_everything_hands_out_everything_with_a_list_that_holds(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var owner = await StaffSession.SignInAsync(host);
        var files = await FilesAsync(owner, client.Id);

        var manifest = Json(files, "manifest.json");
        Assert.Equal("practicecms-record", manifest.GetProperty("format").GetString());
        Assert.Empty(manifest.GetProperty("leftOut").EnumerateArray());
        Assert.Equal(
            files.Where(f => f.Key != "manifest.json").OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, Convert.ToHexStringLower(SHA256.HashData(f.Value)))),
            manifest.GetProperty("files").EnumerateArray().Select(f => (f.GetProperty("path").GetString()!, f.GetProperty("sha256").GetString()!)).OrderBy(f => f.Item1, StringComparer.Ordinal));
        Assert.Equal("Secretname", Json(files, "record.json").GetProperty("familyName").GetString());
        Assert.Equal("Secretname@example.com", Json(files, "contact.json").GetProperty("email").GetString());
        Assert.Equal("A note", Json(files, "notes.json")[0].GetProperty("text").GetString());
        Assert.Equal("A letter", Encoding.UTF8.GetString(files[Json(files, "documents.json")[0].GetProperty("path").GetString()!]));
        Assert.Equal("Talk", Json(files, "visits.json")[0].GetProperty("service").GetString());
        Assert.Equal(["Draft", "Issued"], Json(files, "invoices.json").EnumerateArray().Select(i => i.GetProperty("status").GetString()!).Order());
        Assert.Equal(500, Json(files, "payments.json")[0].GetProperty("amountMinor").GetInt64());
        Assert.Equal("Call back", Json(files, "tasks.json")[0].GetProperty("title").GetString());
        Assert.NotEqual("", Json(files, "mails.json")[0].GetProperty("text").GetString());
        Assert.StartsWith("date,time,zone,who", Encoding.UTF8.GetString(files["who-looked.csv"]), StringComparison.Ordinal);
        Assert.Contains(await EventsAsync(host), e => e is { Action: "exported", Kind: "Record", Reason: null } && e.ClientId == client.Id);
    }

    [Fact]
    public async Task Every_property_of_a_client_and_of_what_is_kept_of_one_is_in_the_file_or_known_not_to_be()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var owner = await StaffSession.SignInAsync(host);
        var files = await FilesAsync(owner, client.Id);

        foreach (var (file, row, notTold) in Rows)
        {
            string[] told = [.. Names(Json(files, file)), .. file == "record.json" ? Names(Json(files, "contact.json")).Append("birthDate") : [], .. notTold, .. OfAll];
            Assert.Empty(row.GetProperties().Select(p => p.Name).Except(told, StringComparer.OrdinalIgnoreCase).Select(p => $"{row.Name}.{p}"));
        }

        static IEnumerable<string> Names(JsonElement json) => (json.ValueKind == JsonValueKind.Array ? json[0] : json).EnumerateObject().Select(p => p.Name);
    }

    [Fact]
    public async Task What_one_does_not_see_is_not_handed_out_and_the_file_says_so()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        await host.InAsync("Default", s => s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Email, "Olga", [StockRoles.PrivacyOfficer], Password)));
        using var olga = await StaffSession.SignInAsync(host, email: Email, password: Password);
        var page = await olga.PageAsync($"admin/clients/{client.Id}/export");
        var files = await FilesAsync(olga, client.Id);

        Assert.Equal(["Identity numbers", "Notes", "Documents", "Invoices and payments"], Json(files, "manifest.json").GetProperty("leftOut").EnumerateArray().Select(p => p.GetString()));
        Assert.Equal(4, page.QuerySelectorAll("main td").Count(c => c.TextContent.Contains("Left out", StringComparison.Ordinal)));
        Assert.DoesNotContain(files.Keys, f => f.StartsWith("notes", StringComparison.Ordinal) || f.StartsWith("documents", StringComparison.Ordinal) || f.StartsWith("invoices", StringComparison.Ordinal) || f.StartsWith("payments", StringComparison.Ordinal));
        Assert.Contains("Not in this file", Encoding.UTF8.GetString(files["README.txt"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_handed_out_in_an_emergency_without_a_fresh_factor_or_of_nobody()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        await host.InAsync("Default", async s =>
        {
            var roles = s.GetRequiredService<IRoles>();
            var owner = (await roles.ListAsync()).Single(r => r.Name == StockRoles.Owner);
            await roles.SaveAsync((await roles.ListAsync()).Single(r => r.Name == StockRoles.Billing) with { Scope = RecordScope.Assigned, Permissions = owner.Permissions });
            await s.GetRequiredService<AddUser>().ExecuteAsync(new AddUser.Request(Email, "Olga", [StockRoles.Billing], Password));
        });
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var olga = await StaffSession.SignInAsync(host, email: Email, password: Password);
        Task<HttpResponseMessage> GetAsync() => olga.Http.GetAsync($"admin/clients/{client.Id}/record.zip");

        using var hidden = await GetAsync();
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        using var opened = await olga.SubmitAsync(
            $"admin/clients/{client.Id}/emergency", form => (form["Input.Category"], form["Input.Reason"]) = (OpenInEmergency.Categories[0], "Nobody else is in the office"));
        opened.EnsureSuccessStatusCode();
        using var refused = await GetAsync();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        host.Clock.Advance(Duration.FromMinutes(6));
        using var stale = await GetAsync();
        Assert.Equal("/account/confirm", stale.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.DoesNotContain(await EventsAsync(host), e => e is { Action: "exported", Kind: "Record" });
    }

    [Theory]
    [InlineData("2026-03-02", "2026-04-01")]
    [InlineData("2026-02-01", "2026-03-01")]
    [InlineData("2025-12-31", "2026-01-30")]
    public void It_is_due_after_thirty_days_or_a_shorter_month(string asked, string due)
    {
        static LocalDate Day(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;

        Assert.Equal(Day(due), PromiseRecord.DueBy(Day(asked)));
    }

    [Fact]
    public async Task Who_asks_is_not_forgotten()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await OneClient.MakeAsync(host, "Default", "Secretname", []);
        using var owner = await StaffSession.SignInAsync(host);
        var today = host.Clock.GetCurrentInstant().InUtc().Date;
        async Task<HttpStatusCode> AskAsync(string asked)
        {
            using var answer = await owner.SubmitAsync($"admin/clients/{client.Id}/export", form => form["Input.Asked"] = asked);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync("2030-01-01"));
        Assert.Equal(HttpStatusCode.BadRequest, await AskAsync("tomorrow"));
        var asked = today.PlusDays(-10);
        Assert.Equal(HttpStatusCode.OK, await AskAsync($"{asked:uuuu-MM-dd}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync($"{asked:uuuu-MM-dd}"));

        var task = await host.InAsync("Default", s => s.GetRequiredService<TasksDb>().Set<StaffTask>().SingleAsync(t => t.Url == $"admin/clients/{client.Id}/export"));
        Assert.Equal((PromiseRecord.DueBy(asked), client.Id), (task.Due, task.ClientId));
        Assert.DoesNotContain("Secretname", task.Title, StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, byte[]>> FilesAsync(StaffSession staff, Guid client)
    {
        using var answer = await staff.Http.GetAsync($"admin/clients/{client}/record.zip");
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync();
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            files.Add(entry.FullName, bytes.ToArray());
        }

        return files;
    }

    private static JsonElement Json(Dictionary<string, byte[]> files, string name) => JsonDocument.Parse(files[name]).RootElement;

    private static async Task<IReadOnlyList<AuditEntry>> EventsAsync(TestHost host) =>
        (await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(PageSize: 1000)))).Entries;
}
