namespace PracticeCms.Billing.Ledger;

/// <summary>Every balance, from the lines of the ledger. Nothing else stores one.</summary>
internal sealed class Balances(BillingDb db, ClientLock clientLock)
{
    public sealed record ClientBalance(long OpenMinor, long CreditMinor, Currency Currency)
    {
        /// <summary>Positive: the client owes.</summary>
        public Money Due => new(OpenMinor - CreditMinor, Currency);
        public Money Open => new(OpenMinor, Currency);
        public Money Credit => new(CreditMinor, Currency);
    }

    public sealed record TrialLine(string Code, string Name, AccountKind Kind, Currency Currency, long BalanceMinor);

    /// <summary>Keeps the client's balances as they are read until the transaction ends. Whoever moves a client's money begins with it.</summary>
    public Task LockAsync(Guid clientId, CancellationToken ct = default)
    {
        db.RefuseReadOnly(clientId);
        return clientLock.TakeAsync(clientId, ct);
    }

    /// <summary>What is still to be paid on an invoice.</summary>
    public async Task<long> OpenAsync(Guid invoiceId, CancellationToken ct = default) =>
        await db.JournalLines.Where(l => l.AccountCode == Accounts.Receivable && l.InvoiceId == invoiceId).SumAsync(l => l.AmountMinor, ct);

    public sealed record OpenInvoice(Guid Id, long OpenMinor);

    /// <summary>What the client still owes, the oldest invoice first.</summary>
    public async Task<IReadOnlyList<OpenInvoice>> OpenInvoicesAsync(Guid clientId, Currency currency, CancellationToken ct = default)
    {
        var open = await db.JournalLines
            .Where(l => l.AccountCode == Accounts.Receivable && l.ClientId == clientId && l.Currency == currency && l.InvoiceId != null)
            .GroupBy(l => l.InvoiceId!.Value)
            .Select(g => new { Id = g.Key, Sum = g.Sum(l => l.AmountMinor) })
            .Where(g => g.Sum > 0)
            .ToDictionaryAsync(g => g.Id, g => g.Sum, ct);
        var ids = open.Keys.ToList();
        var order = await db.Invoices.Where(i => ids.Contains(i.Id)).OrderBy(i => i.IssueDate).ThenBy(i => i.IssuedAt).Select(i => i.Id).ToListAsync(ct);
        return order.ConvertAll(id => new OpenInvoice(id, open[id]));
    }

    /// <summary>One line per currency; a client without postings has none.</summary>
    public async Task<IReadOnlyList<ClientBalance>> OfClientAsync(Guid clientId, CancellationToken ct = default)
    {
        var sums = await db.JournalLines
            .Where(l => l.ClientId == clientId && (l.AccountCode == Accounts.Receivable || l.AccountCode == Accounts.ClientCredit))
            .GroupBy(l => new { l.Currency, l.AccountCode })
            .Select(g => new { g.Key.Currency, g.Key.AccountCode, Sum = g.Sum(l => l.AmountMinor) })
            .ToListAsync(ct);
        return sums.GroupBy(s => s.Currency)
            .Select(g => new ClientBalance(
                g.Where(s => s.AccountCode == Accounts.Receivable).Sum(s => s.Sum),
                -g.Where(s => s.AccountCode == Accounts.ClientCredit).Sum(s => s.Sum),
                g.Key))
            .ToList();
    }

    public async Task<long> CreditAsync(Guid clientId, Currency currency, CancellationToken ct = default) =>
        -await db.JournalLines.Where(l => l.AccountCode == Accounts.ClientCredit && l.ClientId == clientId && l.Currency == currency).SumAsync(l => l.AmountMinor, ct);

    /// <summary>Balance per account and currency, of the entries effective up to the day; its sum per currency is zero.</summary>
    public async Task<IReadOnlyList<TrialLine>> TrialAsync(LocalDate? asOf = null, CancellationToken ct = default)
    {
        var entries = asOf is { } day ? db.JournalEntries.Where(e => e.EffectiveDate <= day) : db.JournalEntries;
        var lines = from line in db.JournalLines
                    join entry in entries on line.EntryId equals entry.Id
                    join account in db.Accounts on line.AccountCode equals account.Code
                    group line by new { account.Code, account.Name, account.Kind, line.Currency }
                    into g
                    select new { g.Key, Sum = g.Sum(l => l.AmountMinor) };
        return [.. (await lines.ToListAsync(ct)).OrderBy(l => l.Key.Code).Select(l => new TrialLine(l.Key.Code, l.Key.Name, l.Key.Kind, l.Key.Currency, l.Sum))];
    }
}
