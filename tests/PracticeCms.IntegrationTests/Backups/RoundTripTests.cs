using System.Net;
using System.Text;
using PracticeCms.Backups;
using PracticeCms.IntegrationTests.Billing;
using PracticeCms.IntegrationTests.Scheduling;
using PracticeCms.Billing;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Records;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Notes;
using PracticeCms.Scheduling;

namespace PracticeCms.IntegrationTests.Backups;

/// <summary>What is backed up is there again on a machine that has nothing but the file and the recovery key.</summary>
public sealed class RoundTripTests
{
    private const string Canary = "Quetzalcoatlus";

    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_practice_is_as_it_was_on_an_empty_machine(DatabaseProvider database)
    {
        await using var practice = await BackedPractice.StartAsync(database, recipe: "medical");
        var client = await practice.Host.ClientAsync(Canary);
        var note = (await practice.Host.InAsync("Default", s => s.GetRequiredService<WriteNote>().ExecuteAsync(new WriteNote.Request(client, $"About {Canary}.", Sign: true), default))).Value;
        var document = (await practice.Host.InAsync("Default", s => s.GetRequiredService<StoreDocument>().ExecuteAsync(
            new StoreDocument.Request(client, "letter.txt", "text/plain", new MemoryStream("A letter to read."u8.ToArray())), default))).Value;
        var before = await BackedPractice.RowsAsync(practice.Host);

        var made = await practice.BackUpAsync();
        var restored = await practice.RestoredAsync(made.File);

        Assert.Empty(made.MissingFiles);
        Assert.Equal(-1, (await File.ReadAllBytesAsync(made.File)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
        var after = await BackedPractice.RowsAsync(restored);
        Assert.Equal(before.Keys, after.Keys);
        Assert.True(before.Values.Sum(r => r.Count) > 1000);
        string[] ended = ["users_session", "users_account_token", "users_api_key"];
        Assert.All(before.Where(t => !t.Key.StartsWith("kernel_audit_", StringComparison.Ordinal) && !ended.Contains(t.Key)), t => Assert.Equal(Kept(t.Value), Kept(after[t.Key]))); // the audit goes on on either side
        Assert.Empty(before["kernel_audit_event"].Except(after["kernel_audit_event"]));
        Assert.Contains(after["kernel_audit_event"], e => e.Contains("|restored|Practice|", StringComparison.Ordinal));
        Assert.Contains((await BackedPractice.RowsAsync(practice.Host))["kernel_audit_event"], e => e.Contains("|backed up|Practice|", StringComparison.Ordinal));

        using var session = await StaffSession.SignInAsync(restored);
        var page = await session.PageAsync($"admin/clients/{client}?tab=notes");
        Assert.Contains(Canary, page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"About {Canary}.", await restored.InAsync("Default", async s =>
            await s.GetRequiredService<WriteNote>().ReadAsync(await s.GetRequiredService<RecordsDb>().Set<Note>().SingleAsync(n => n.Id == note))));
        Assert.Equal("A letter to read.", await session.Http.GetStringAsync($"admin/clients/{client}/documents/{document}"));

        // What numbers and guards rows goes on.
        Assert.True((await restored.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.CountAsync())) > 0);
        var added = await restored.ClientAsync("Newcomer");
        var numbers = await restored.InAsync("Default", s => s.GetRequiredService<RecordsDb>().Clients.Select(c => c.Number).ToListAsync());
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        await restored.IssuedAsync(added, 1000);
        Assert.True(await restored.IsRefusedAsync("ledger-append-only", "UPDATE billing_journal_line SET amount_minor = 0"));
        Assert.True(await restored.IsRefusedAsync("note-locked", "UPDATE records_note SET author_name = 'X' WHERE signed_at IS NOT NULL"));
    }

    [Trait("Category", "Long")]
    [Theory, MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_backup_taken_while_clients_book_and_pay_holds_no_half_of_anything(DatabaseProvider database)
    {
        var bookable = await BookablePractice.StartAsync(database, practitioners: 20);
        using var http = bookable.Client;
        await using var practice = BackedPractice.Around(bookable.Host, database);
        var payer = await bookable.Host.ClientAsync();
        await StretchAsync(bookable.Host, database);
        using var over = new CancellationTokenSource();
        var (booked, paid) = (0, 0);
        var writers = Enumerable.Range(0, 3).Select(hand => Task.Run(async () =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                var slot = await bookable.FirstSlotAsync(3 + (i % 20));
                var answer = await bookable.BookAsync(slot, $"Guest{hand}x{i}", $"key-{hand}-{i}");
                Interlocked.Add(ref booked, answer.StatusCode == HttpStatusCode.Created ? 1 : 0);
            }
        })).Append(Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                var invoice = await bookable.Host.IssuedAsync(payer, 1000, 500);
                await bookable.Host.PayAsync(payer, invoice.Id, 1500);
                Interlocked.Increment(ref paid);
            }
        })).ToList();
        while (Volatile.Read(ref booked) < 5 || Volatile.Read(ref paid) < 2)
        {
            Assert.DoesNotContain(writers, w => w.IsFaulted);
            await Task.Delay(5);
        }

        var (bookedBefore, paidBefore) = (Volatile.Read(ref booked), Volatile.Read(ref paid));
        var made = await practice.BackUpAsync();
        await over.CancelAsync();
        await Task.WhenAll(writers);
        var restored = await practice.RestoredAsync(made.File);

        await restored.InAsync("Default", async services =>
        {
            var scheduling = services.GetRequiredService<SchedulingDb>();
            var visits = await scheduling.Appointments.Select(a => a.Id).ToListAsync();
            Assert.InRange(visits.Count, bookedBefore, booked);
            Assert.Equal(visits.Order(), (await scheduling.Claims.Select(c => c.AppointmentId!.Value).ToListAsync()).Order());
            var billing = services.GetRequiredService<BillingDb>();
            var lines = await billing.JournalLines.ToListAsync();
            Assert.All(lines.GroupBy(l => l.EntryId), e => Assert.Equal(0, e.Sum(l => l.AmountMinor)));
            Assert.Equal(lines.Select(l => l.EntryId).Distinct().Order(), (await billing.JournalSeals.Select(s => s.EntryId).ToListAsync()).Order());
            Assert.True(await billing.Payments.CountAsync() >= paidBefore);
            return true;
        });
        Assert.True(booked > bookedBefore || paid > paidBefore, "Nothing was written while the backup ran.");
    }

    [Fact]
    public async Task What_must_hold_today_is_asked_for_in_the_restored_practice_and_a_failure_takes_the_restore_back()
    {
        await using var practice = await BackedPractice.StartAsync(DatabaseProvider.Sqlite);
        var made = await practice.BackUpAsync();
        var data = practice.NewFolder("elsewhere");
        await using var app = TestHost.Compose(data, services => services.AddFeatureService<IAfterRestore, Eraser>());
        var restore = app.Services.GetRequiredService<RestoreBackup>();

        Eraser.Fails = true;
        var failed = await restore.ExecuteAsync(new RestoreBackup.Request(made.File, practice.Key));
        Assert.Contains("An erasure could not be repeated.", failed.Problem!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.Combine(data, "Tenants")));
        Eraser.Fails = false;
        var restored = await restore.ExecuteAsync(new RestoreBackup.Request(made.File, practice.Key));

        Assert.Equal("Default", restored.Value.Tenant);
        Assert.Equal(TenantState.Suspended, Eraser.State);
        Assert.Equal(TenantState.Suspended, new TenantStore(new DataFolder(data)).Load().Single().State);
        Assert.Null((await BackedPractice.ReleaseAsync(data)).Problem);
        Assert.Equal("not-restored", (await BackedPractice.ReleaseAsync(data)).Problem?.Code);
        Assert.Equal(TenantState.Running, new TenantStore(new DataFolder(data)).Load().Single().State);
        Assert.Equal(practice.Host.Clock.GetCurrentInstant().ToUnixTimeSeconds(), Eraser.Asked!.TakenAt.ToUnixTimeSeconds());
    }

    /// <summary>
    /// On PostgreSQL tables are copied by their names. Large ones between those that belong together give a backup that does not see one instant the
    /// time to be wrong.
    /// </summary>
    private static Task StretchAsync(TestHost host, DatabaseProvider database) => database == DatabaseProvider.Sqlite ? Task.CompletedTask : host.InAsync("Default", async services =>
    {
        await services.GetRequiredService<IUnitOfWork>().RunAsync(ct => services.GetRequiredService<BillingDb>().Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE scheduling_between AS SELECT g AS id, md5(g::text) AS filling FROM generate_series(1, 300000) g;
            CREATE TABLE billing_journal_filling AS SELECT * FROM scheduling_between;
            """,
            ct));
        return true;
    });

    /// <summary>Without the settings by which a restored practice waits for a person.</summary>
    private static IEnumerable<string> Kept(IEnumerable<string> rows) =>
        rows.Where(r => !r.StartsWith("OutboundSettings|", StringComparison.Ordinal) && !r.StartsWith("WorkflowSettings|", StringComparison.Ordinal));

    private sealed class Eraser(ITenant tenant) : IAfterRestore
    {
        public static bool Fails { get; set; }
        public static RestoredBackup? Asked { get; private set; }
        public static TenantState State { get; private set; }

        public Task RestoredAsync(RestoredBackup backup, CancellationToken ct)
        {
            Assert.Equal("Default", tenant.Name);
            (Asked, State) = (backup, tenant.State);
            return Fails ? throw new InvalidOperationException("An erasure could not be repeated.") : Task.CompletedTask;
        }
    }
}
