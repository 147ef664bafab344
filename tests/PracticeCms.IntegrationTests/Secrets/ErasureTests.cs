using System.Net;
using System.Text;
using PracticeCms.Audit;
using PracticeCms.Access;
using PracticeCms.Billing;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.Files;
using PracticeCms.Health;
using PracticeCms.IntegrationTests.Backups;
using PracticeCms.IntegrationTests.Billing;
using PracticeCms.IntegrationTests.WhoSees;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Messaging;
using PracticeCms.Messaging.Contracts;
using PracticeCms.Messaging.Delivery;
using PracticeCms.Records;
using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Notes;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Contracts;
using PracticeCms.Secrets;
using PracticeCms.Tasks.Contracts;

namespace PracticeCms.IntegrationTests.Secrets;

public sealed class ErasureTests
{
    private const string Canary = "Xylophanes";
    private const string Phone = "2025550177";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Of_an_erased_client_nothing_is_left_and_an_older_backup_brings_nothing_back(DatabaseProvider database)
    {
        await using var practice = await BackedPractice.StartAsync(database);
        var host = practice.Host;
        var client = await EverywhereAsync(host);
        await ReasonsAsync(host, client);
        var places = await TablesWithAsync(host, Canary);
        Assert.All((string[])["kernel_client_wall", "kernel_client_restriction", "kernel_emergency_access"], table => Assert.Contains(table, places));
        await host.App.Services.GetRequiredService<IDurablePump>().DrainAsync("Default");
        var pickup = Path.Combine(host.DataFolder, "Tenants", "Default", "mail");
        Assert.NotEmpty(Directory.GetFiles(pickup));
        var before = await practice.BackUpAsync();

        var erased = await host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(client, "Asked for by the person"));

        Assert.True(erased.Succeeded, erased.Problem?.Message);
        Assert.Equal("client-erased", (await host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(client, "Again"))).Problem?.Code);
        Assert.Empty(await TablesWithAsync(host, Canary));
        Assert.Empty(await TablesWithAsync(host, Phone));
        Assert.Empty(FilesWith(host.DataFolder, Canary, Phone));
        Assert.Empty(Directory.GetFiles(pickup));
        Assert.Empty(Directory.GetFiles(Path.Combine(host.DataFolder, "Tenants", "Default", "files"), "*", SearchOption.AllDirectories));
        await ReadsAsTombstoneAsync(host, client);
        Assert.True((await host.InAsync("Default", s => s.GetRequiredService<IAuditProof>().CheckAsync())).IsIntact);

        host.Clock.Advance(Duration.FromMinutes(1));
        var after = await practice.BackUpAsync();
        Assert.Empty(await TablesWithAsync(await practice.RestoredAsync(after.File, "after"), Canary));
        var older = await practice.RestoredAsync(before.File, "before");
        Assert.Empty(await TablesWithAsync(older, Canary));
        Assert.Empty(Directory.GetFiles(Path.Combine(older.DataFolder, "Tenants", "Default", "files"), "*", SearchOption.AllDirectories));
        await ReadsAsTombstoneAsync(older, client);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Open_money_and_coming_visits_refuse_and_issued_invoices_stay_until_their_time_is_over(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(database);
        var one = await OneClient.MakeAsync(host, "Default", Canary, []);
        Task<Result<ErasureRecord>> EraseAsync() => host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(one.Id, "No longer needed"));
        var rows = await BackedPractice.RowsAsync(host);

        Assert.Contains("Money is open", (await EraseAsync()).Problem!.Message + string.Join(' ', (await PlanAsync(host, one.Id)).Select(d => d.Why)), StringComparison.Ordinal);
        Assert.Equal(2, (await PlanAsync(host, one.Id)).Count(d => d.Outcome == ErasureOutcome.Refuses));
        var unchanged = await BackedPractice.RowsAsync(host);
        Assert.All(rows.Where(t => !t.Key.StartsWith("kernel_audit", StringComparison.Ordinal)), t => Assert.Equal(t.Value, unchanged[t.Key]));
        await host.PayAsync(one.Id, one.Invoice, 9_500);
        await host.InAsync("Default", s => s.GetRequiredService<ChangeStatus>().CancelAsync(one.Visit, CancelledBy.Practice, $"{Canary} is ill"));
        var erased = await EraseAsync();

        Assert.True(erased.Succeeded, erased.Problem?.Message);
        var kept = Assert.Single(erased.Value.Decisions, d => d is { Outcome: ErasureOutcome.Kept, Until: not null });
        Assert.Equal(new LocalDate(host.Clock.GetCurrentInstant().InUtc().Year + 10, 12, 31), kept.Until);
        Assert.Equal(["billing_invoice"], await TablesWithAsync(host, Canary));
        var issued = await host.ViewAsync(one.Invoice);
        Assert.Contains(Canary, issued.Parties!.Buyer.Name, StringComparison.Ordinal);
        Assert.Equal(DocumentStatus.Discarded, (await host.ViewAsync(one.Draft)).Invoice.Status);
        Assert.StartsWith("Erased on ", issued.Client!.DisplayName, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task What_was_kept_until_a_day_is_shown_before_and_erased_by_itself_after_it(DatabaseProvider database)
    {
        Databases.Need(database);
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", database);
        var one = await OneClient.MakeAsync(host, "Default", Canary, []);
        await host.InAsync("Default", s => s.GetRequiredService<RecordPayment>().ExecuteAsync(new(one.Id, one.Invoice, PaymentMethod.Transfer, 9_500, null, $"From {Canary}", "last")));
        await host.InAsync("Default", s => s.GetRequiredService<KeptPdfs>().KeepAsync(one.Invoice, Encoding.UTF8.GetBytes($"%PDF for {Canary}"), default));
        await host.InAsync("Default", s => s.GetRequiredService<ChangeStatus>().CancelAsync(one.Visit, CancelledBy.Practice, null));
        var books = await host.ViewAsync(one.Invoice);
        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, "UPDATE billing_invoice SET bill_to = 'x', erased_at = issued_at WHERE status = 'Issued'"));
        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, "UPDATE billing_payment SET reference = ''"));
        await host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(one.Id, "No longer needed"));
        var until = Assert.Single(await host.InAsync("Default", s => s.GetRequiredService<IKeptOfErased>().ListAsync())).Until;

        await EraseAtNightOfAsync(host, until);
        Assert.Equal(["billing_invoice", "billing_payment"], await TablesWithAsync(host, Canary));
        using (var officer = await StaffSession.SignInAsync(host))
        {
            Assert.Contains("admin/privacy/kept", (await officer.PageAsync("admin/privacy")).QuerySelector(".alert-info a")?.GetAttribute("href"), StringComparison.Ordinal);
            Assert.Contains($"admin/clients/{one.Id}/erase", (await officer.PageAsync("admin/privacy/kept")).Body!.InnerHtml, StringComparison.Ordinal);
        }

        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, "UPDATE billing_invoice SET gross_minor = 1, erased_at = issued_at WHERE status = 'Issued'"));
        await EraseAtNightOfAsync(host, until.PlusDays(1));

        Assert.Empty(await TablesWithAsync(host, Canary));
        Assert.Empty(await host.InAsync("Default", s => s.GetRequiredService<BillingDb>().KeptPdfs.ToListAsync()));
        Assert.Empty(await host.InAsync("Default", s => s.GetRequiredService<IKeptOfErased>().ListAsync()));
        var after = await host.ViewAsync(one.Invoice);
        Assert.Equal((books.Invoice.Number, books.Invoice.GrossMinor, books.Invoice.IssueDate, 0), (after.Invoice.Number, after.Invoice.GrossMinor, after.Invoice.IssueDate, after.Open.Minor));
        Assert.StartsWith("Erased on ", after.Parties!.Buyer.Name, StringComparison.Ordinal);
        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, "UPDATE billing_invoice SET bill_to = 'x' WHERE status = 'Issued'"));
        Assert.True(await host.IsRefusedAsync(FrozenDocuments.Marker, $"UPDATE billing_invoice_line SET description = 'x' WHERE invoice_id = (SELECT id FROM billing_invoice WHERE status = 'Issued')"));
        var events = await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(ClientId: one.Id, Action: "erased")));
        Assert.Contains(events.Entries, e => e.Reason?.Contains("kept until", StringComparison.Ordinal) == true);
    }

    private static Task EraseAtNightOfAsync(TestHost host, LocalDate day)
    {
        host.Clock.Set(day.AtMidnight().PlusHours(12).InUtc().ToInstant());
        return host.InAsync("Default", s => ActivatorUtilities.CreateInstance<EraseDue>(s).DoWorkAsync(default));
    }

    [Fact]
    public async Task Staff_erase_with_a_fresh_factor_a_reason_and_the_number_and_see_a_tombstone_everywhere()
    {
        await using var host = await TestHost.StartAsync();
        await host.SetUpAsync("blank", DatabaseProvider.Sqlite);
        var client = await EverywhereAsync(host);
        var number = await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.Where(c => c.Id == client).Select(c => c.Number).SingleAsync());
        using var session = await StaffSession.SignInAsync(host);
        var path = $"admin/clients/{client}/erase";
        Assert.Contains($"href=\"{path}\"", (await session.PageAsync($"admin/clients/{client}")).Body!.InnerHtml, StringComparison.Ordinal);

        var wrong = await session.SubmitAsync(path, form => form["Input.Number"] = "C-99999", ("Input.Reason", "Entered by mistake"));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await session.SubmitAsync(path, form => form["Input.Number"] = number, ("Input.Reason", "Because"))).StatusCode);
        host.Clock.Advance(Duration.FromMinutes(6));
        Assert.DoesNotContain("Erase for good", await session.Http.GetStringAsync(path), StringComparison.Ordinal);
        Assert.Equal(Canary, await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.Where(c => c.Id == client).Select(c => c.FamilyName).SingleAsync()));
        using var fresh = await StaffSession.SignInAsync(host);
        Assert.Equal(HttpStatusCode.OK, (await fresh.SubmitAsync(path, form => form["Input.Number"] = number, ("Input.Reason", "Asked for by the person"))).StatusCode);

        var mail = await host.InAsync("Default", s => s.GetRequiredService<MessagingDb>().Mails.Where(m => m.ClientId == client).Select(m => m.Id).SingleAsync());
        foreach (var page in (string[])[$"admin/outgoing/{mail}", $"admin/outgoing/{mail}/body", $"admin/outgoing/{mail}/mail.eml", $"admin/clients/{client}", $"admin/clients/{client}?tab=notes", $"admin/clients/{client}?tab=looked", $"admin/clients/{client}?tab=billing", "admin/clients?status=all", $"admin/find?q={number}",
            "admin", "admin/calendar", "admin/invoices", "admin/outgoing", "admin/tasks", "admin/workflows/instances", "admin/privacy", path, "admin/clients/export.csv?status=all", "api/v1/clients"])
        {
            using var answer = await fresh.Http.GetAsync(page);
            Assert.True(answer.IsSuccessStatusCode, $"{page}: {answer.StatusCode}");
            var text = await answer.Content.ReadAsStringAsync();
            Assert.False(text.Contains(Canary, StringComparison.OrdinalIgnoreCase), page);
            Assert.True(page is not ("admin/clients?status=all" or "admin/clients/export.csv?status=all") || text.Contains("Erased on ", StringComparison.Ordinal), page);
        }

        Assert.Contains("was erased on", await fresh.Http.GetStringAsync($"admin/clients/{client}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await fresh.Http.GetAsync($"admin/clients/{client}/edit")).StatusCode);
        await host.InAsync("Default", async s =>
        {
            Assert.Equal("client-erased", (await s.GetRequiredService<UpdateClient>().ExecuteAsync(new(client, new ClientDetails { City = "Bath" }), default)).Problem?.Code);
            Assert.Equal("client-erased", (await s.GetRequiredService<CreateDraft>().ExecuteAsync(new(client))).Problem?.Code);
            await Assert.ThrowsAsync<ErasedClientException>(() => s.GetRequiredService<WriteNote>().ExecuteAsync(new(client, "more", false), default));
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<KernelDb>().Database.ExecuteSqlRawAsync("UPDATE kernel_subject_key SET wrapped = 'x', erased_at = NULL WHERE erased_at IS NOT NULL", ct)));
            Assert.True(s.GetRequiredService<IDbErrors>().IsRefusedBy(refused, "client-erased"));
        });
    }

    /// <summary>A host whose one client was erased after the database was copied beside itself.</summary>
    private static async Task<TestHost> ErasedSinceACopyAsync(string data, string file)
    {
        Guid client;
        await using (var before = await TestHost.StartAsync(data))
        {
            await before.CreateBareAsync(DatabaseProvider.Sqlite, features: ["PracticeCms.Kernel", "PracticeCms.Records"]);
            client = await before.InAsync("Default", async s => (await s.GetRequiredService<CreateClient>().ExecuteAsync(new(new ClientDetails { FamilyName = Canary }), default)).Value);
        }

        File.Copy(file, file + ".old");
        var host = await TestHost.StartAsync(data);
        await host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(client, "Asked for by the person"));
        return host;
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_database_that_is_put_back_by_hand_is_erased_again_and_a_changed_ledger_stops_it()
    {
        var data = Directory.CreateTempSubdirectory("practice-ledger-").FullName;
        try
        {
            var file = Path.Combine(data, "Tenants", "Default", "practice.db");
            var host = await ErasedSinceACopyAsync(data, file);
            await host.DisposeAsync();

            File.Copy(file + ".old", file, overwrite: true);
            host = await TestHost.StartAsync(data);
            Assert.StartsWith("Erased on ", await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.Select(c => c.OrganizationName).SingleAsync()), StringComparison.Ordinal);
            await host.DisposeAsync();

            // A line that was torn by a power cut is none; one that was changed is refused, by number.
            var ledger = Assert.Single(ErasureLedger.FilesIn(Path.Combine(data, "erasures")));
            var text = await File.ReadAllTextAsync(ledger);
            await File.WriteAllTextAsync(ledger, text + text[..20]);
            host = await TestHost.StartAsync(data);
            await host.InAsync("Default", s => s.GetRequiredService<KeepErasures>().ExecuteAsync(default));
            await host.DisposeAsync();
            await File.WriteAllTextAsync(ledger, Ids.New() + text[36..]);
            host = await TestHost.StartAsync(data);
            var stopped = await Assert.ThrowsAsync<ErasureLedgerException>(() => host.InAsync("Default", _ => Task.FromResult(true)));
            Assert.Contains("line 1", stopped.Message, StringComparison.Ordinal);
            await host.DisposeAsync();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_ledger_that_has_lost_its_end_is_told_of_and_gets_it_from_its_copies()
    {
        var data = Directory.CreateTempSubdirectory("practice-ledger-").FullName;
        try
        {
            var file = Path.Combine(data, "Tenants", "Default", "practice.db");
            var host = await ErasedSinceACopyAsync(data, file);
            var ledger = Assert.Single(ErasureLedger.FilesIn(Path.Combine(data, "erasures")));
            var whole = await File.ReadAllTextAsync(ledger);

            await File.WriteAllTextAsync(ledger, "");
            var findings = await host.InAsync("Default", s => s.GetRequiredService<IHealth>().OfPracticeAsync());
            Assert.Equal(HealthState.Failed, Assert.Single(findings, f => f.Check == "list of erasures").State);
            await host.DisposeAsync();
            File.Copy(file + ".old", file, overwrite: true);
            host = await TestHost.StartAsync(data);

            Assert.StartsWith("Erased on ", await host.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.Select(c => c.OrganizationName).SingleAsync()), StringComparison.Ordinal);
            Assert.Equal(whole, await File.ReadAllTextAsync(ledger));
            Assert.Single((await host.InAsync("Default", s => s.GetRequiredService<IAuditLog>().SearchAsync(new AuditQuery(Action: "mended")))).Entries);
            await host.DisposeAsync();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_restore_is_refused_where_the_ledger_beside_the_backup_has_lost_its_end_and_a_suspended_practice_of_another_name_is_erased_again_too()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var services = practice.Host.App.Services;
        async Task<Guid> ErasedAsync(Func<Task> between)
        {
            var client = await practice.Host.ClientAsync(Canary);
            await between();
            var erased = await practice.Host.InAsync("Default", s => s.GetRequiredService<IErasure>().EraseAsync(client, "Asked for by the person"));
            Assert.True(erased.Succeeded, erased.Problem?.Message);
            return client;
        }

        await ErasedAsync(() => Task.CompletedTask);
        var file = "";
        await ErasedAsync(async () =>
        {
            var definition = services.GetRequiredService<TenantRegistry>().Find("Default")!.Definition;
            definition.State = TenantState.Suspended;
            file = (await practice.BackUpAsync()).File;
            definition.State = TenantState.Running;
        });
        services.GetRequiredService<ErasureLedger>().CopyTo(practice.Folder, "Default");
        var ledger = Assert.Single(ErasureLedger.FilesIn(practice.Folder));
        var whole = await File.ReadAllTextAsync(ledger);
        var request = new RestoreBackup.Request(file, practice.Key) { As = "Twin" };

        await File.WriteAllTextAsync(ledger, "");
        Assert.Equal("short-ledger", (await BackedPractice.RestoreAsync(practice.NewFolder("short"), request)).Problem?.Code);
        await File.WriteAllTextAsync(ledger, whole);
        var restored = await BackedPractice.RestoreAsync(practice.NewFolder("twin"), request);

        Assert.True(restored.Succeeded, restored.Problem?.Message);
        await using var app = TestHost.Compose(practice.NewFolder("twin"));
        Assert.Equal(TenantState.Suspended, app.Services.GetRequiredService<TenantRegistry>().Find("Twin")!.Definition.State);
        var names = await app.Services.GetRequiredService<ITenantScopes>().RunAsync("Twin", s => s.GetRequiredService<RecordsDb>().Clients.Select(c => c.OrganizationName).ToListAsync());
        Assert.Equal(2, names.Count);
        Assert.All(names, n => Assert.StartsWith("Erased on ", n, StringComparison.Ordinal));
    }

    /// <summary>A client whose name is in every place where a module may put it.</summary>
    private static Task<Guid> EverywhereAsync(TestHost host) => host.InAsync("Default", async s =>
    {
        var details = new ClientDetails
        {
            GivenName = Canary, FamilyName = Canary, PreferredName = Canary, Email = $"{Canary}@example.com", Phone = "+1" + Phone, BirthDate = "1985-04-12", AddressLine = $"1 {Canary} Road", City = Canary,
            Tags = Canary, ExternalId = Canary, IdentityNumber = Canary + "55", Custom = { ["Anything"] = Canary },
        };
        var client = (await s.GetRequiredService<CreateClient>().ExecuteAsync(new(details), default)).Value;
        await s.GetRequiredService<WriteNote>().ExecuteAsync(new(client, $"About {Canary}.", true), default);
        await s.GetRequiredService<WriteNote>().ExecuteAsync(new(client, $"Draft about {Canary}.", false), default);
        using var letter = new MemoryStream(Encoding.UTF8.GetBytes($"Dear {Canary}"));
        await s.GetRequiredService<StoreDocument>().ExecuteAsync(new(client, $"{Canary}.txt", "text/plain", letter), default);
        await BillingPractice.DraftAsync(s, client, [3_000]);
        await s.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            await s.GetRequiredService<IMail>().SendAsync(
                new MailRequest("canary", $"{Canary}@example.com", Canary, $"Hello {Canary}", $"Dear {Canary}", $"<p>{Canary}</p>") { ClientId = client, Attachments = [new($"{Canary}.txt", "text/plain", Encoding.UTF8.GetBytes(Canary))] }, ct);
            await s.GetRequiredService<IStaffTasks>().CreateAsync(new NewTask($"Call {Canary}", $"About {Canary}", client, null, null, null, null, null), ct);
        });
        return client;
    });

    private static Task ReasonsAsync(TestHost host, Guid client) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(_ =>
    {
        var (db, now) = (s.GetRequiredService<RecordsDb>(), host.Clock.GetCurrentInstant());
        db.Add(new ClientWall { ClientId = client, UserId = Ids.New(), Reason = $"Married to {Canary}", CreatedAt = now });
        db.Add(new ClientRestriction { ClientId = client, Reason = $"Everybody knows {Canary}", CreatedAt = now });
        db.Add(new EmergencyAccess { Id = Ids.New(), ClientId = client, UserId = Ids.New(), Category = "Emergency", Reason = $"{Canary} is unconscious", StartedAt = now, ExpiresAt = now + EmergencyAccess.Lasts });
        return Task.CompletedTask;
    }));

    private static Task ReadsAsTombstoneAsync(TestHost host, Guid client) => host.InAsync("Default", async s =>
    {
        var notes = await s.GetRequiredService<RecordsDb>().Notes.AsNoTracking().Where(n => n.ClientId == client).ToListAsync();
        Assert.Equal(2, notes.Count);
        foreach (var note in notes)
        {
            Assert.Null(await s.GetRequiredService<WriteNote>().ReadAsync(note));
        }

        var mail = await s.GetRequiredService<MessagingDb>().Mails.AsNoTracking().SingleAsync(m => m.ClientId == client);
        Assert.Equal("This mail was erased.", await s.GetRequiredService<MailComposer>().TextAsync(mail, default));
        var row = await s.GetRequiredService<RecordsDb>().Clients.AsNoTracking().SingleAsync(c => c.Id == client);
        Assert.StartsWith("Erased on ", row.DisplayName, StringComparison.Ordinal);
    });

    private static Task<IReadOnlyList<ErasureDecision>> PlanAsync(TestHost host, Guid client) => host.InAsync("Default", s => s.GetRequiredService<IErasure>().PlanAsync(client));

    private static async Task<List<string>> TablesWithAsync(TestHost host, string text) =>
        [.. (await BackedPractice.RowsAsync(host)).Where(t => t.Value.Any(r => r.Contains(text, StringComparison.OrdinalIgnoreCase))).Select(t => t.Key)];

    /// <summary>Whole files as bytes: what the database has freed, and its log, too.</summary>
    private static List<string> FilesWith(string folder, params string[] texts) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f =>
        {
            using var stream = new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            var read = Encoding.Latin1.GetString(content.ToArray());
            return texts.Any(t => read.Contains(t, StringComparison.OrdinalIgnoreCase));
        })];
}
