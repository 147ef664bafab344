using PracticeCms.Billing;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Payments;
using PracticeCms.Durable;

namespace PracticeCms.IntegrationTests.Billing;

public sealed class LedgerTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Entries_can_neither_be_changed_nor_deleted_nor_extended(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        await host.IssuedAsync(await host.ClientAsync(), 10_000);
        Assert.True(await host.IsRefusedAsync(LedgerTriggers.AppendOnly, "UPDATE billing_journal_line SET amount_minor = 1"));
        Assert.True(await host.IsRefusedAsync(LedgerTriggers.AppendOnly, "DELETE FROM billing_journal_line"));
        Assert.True(await host.IsRefusedAsync(LedgerTriggers.AppendOnly, "UPDATE billing_journal_entry SET memo = 'x'"));
        Assert.True(await host.IsRefusedAsync(LedgerTriggers.AppendOnly, "DELETE FROM billing_journal_seal"));
        Assert.True(await host.IsRefusedAsync(
            LedgerTriggers.Sealed,
            "INSERT INTO billing_journal_line (entry_id, position, account_code, amount_minor, currency) SELECT id, 99, '1000', 5, 'USD' FROM billing_journal_entry"));
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_entry_that_does_not_sum_to_zero_or_is_not_sealed_is_never_committed(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(host, sealIt: true, 100, -99));
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(host, sealIt: false, 100, -100));
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(host, sealIt: true));
        await Assert.ThrowsAnyAsync<Exception>(() => AddAsync(host, sealIt: true, 0, 0));
        await AddAsync(host, sealIt: true, 100, -100);
        Assert.Equal(1, await host.InAsync("Default", services => services.GetRequiredService<BillingDb>().JournalEntries.CountAsync()));
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task An_entry_that_was_changed_with_the_locks_off_is_found(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        await host.IssuedAsync(await host.ClientAsync(), 10_000);
        Task<int> DoAsync(string sql) => host.InAsync("Default", s => s.GetRequiredService<IUnitOfWork>().RunAsync(ct => s.GetRequiredService<BillingDb>().Database.ExecuteSqlRawAsync(sql, ct)));
        Task CheckAsync() => host.InAsync("Default", s => ActivatorUtilities.CreateInstance<CheckLedger>(s).DoWorkAsync(default));
        await CheckAsync();

        await DoAsync(provider == DatabaseProvider.Postgres
            ? "DROP TRIGGER billing_journal_line_frozen ON billing_journal_line"
            : "DROP TRIGGER billing_journal_line_no_update; DROP TRIGGER billing_journal_line_no_delete");
        await DoAsync("UPDATE billing_journal_line SET amount_minor = amount_minor + 1 WHERE account_code = '1200'");
        Assert.Contains("1 entries are not balanced, 0 have lost lines", (await Assert.ThrowsAsync<PermanentFailureException>(CheckAsync)).Message, StringComparison.Ordinal);
        await DoAsync("DELETE FROM billing_journal_line");
        Assert.Contains("0 entries are not balanced, 1 have lost lines", (await Assert.ThrowsAsync<PermanentFailureException>(CheckAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task A_payment_is_taken_back_once_only(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var invoice = await host.IssuedAsync(client, 10_000);
        var payment = (await host.PayAsync(client, invoice.Id, 12_000)).Value;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            host.InAsync("Default", services => services.GetRequiredService<ReversePayment>().ExecuteAsync(payment.Id)))));
        Assert.Single(outcomes, o => o.Succeeded);
        Assert.All(outcomes.Where(o => !o.Succeeded), o => Assert.Equal("already-reversed", o.Problem!.Code));
        Assert.Equal(10_000, (await host.ViewAsync(invoice.Id)).Open.Minor);
        await AssertTrialIsZeroAsync(host);
    }

    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Parallel_payments_never_pay_an_invoice_twice(DatabaseProvider provider)
    {
        await using var host = await BillingPractice.StartAsync(provider);
        var client = await host.ClientAsync();
        var invoice = await host.IssuedAsync(client, 10_000);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.PayAsync(client, invoice.Id, 4_000))));
        Assert.All(outcomes, o => Assert.True(o.Succeeded));
        var balance = (await host.InAsync("Default", services => services.GetRequiredService<Balances>().OfClientAsync(client))).Single();
        Assert.Equal((0, 22_000), (balance.OpenMinor, balance.CreditMinor));
        await AssertTrialIsZeroAsync(host);
    }

    internal static async Task AssertTrialIsZeroAsync(TestHost host)
    {
        var trial = await host.InAsync("Default", services => services.GetRequiredService<Balances>().TrialAsync());
        Assert.NotEmpty(trial);
        Assert.All(trial.GroupBy(t => t.Currency), g => Assert.Equal(0, g.Sum(t => t.BalanceMinor)));
    }

    private static Task AddAsync(TestHost host, bool sealIt, params long[] amounts) => host.InAsync("Default", services =>
        services.GetRequiredService<IUnitOfWork>().RunAsync(async ct =>
        {
            var db = services.GetRequiredService<BillingDb>();
            var entry = new JournalEntry { PostedAt = host.Clock.GetCurrentInstant(), EffectiveDate = new LocalDate(2026, 1, 2), IdempotencyKey = Ids.New().ToString() };
            entry.Lines.AddRange(amounts.Select((a, i) => new JournalLine { Position = i, AccountCode = Accounts.Cash, AmountMinor = a, Currency = Currency.Of("USD") }));
            db.JournalEntries.Add(entry);
            await services.GetRequiredService<IUnitOfWork>().FlushAsync(ct);
            if (sealIt)
            {
                db.JournalSeals.Add(new JournalSeal { EntryId = entry.Id });
            }

            return true;
        }));
}
