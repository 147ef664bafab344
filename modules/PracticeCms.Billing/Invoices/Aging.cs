using PracticeCms.Billing.Ledger;

namespace PracticeCms.Billing.Invoices;

/// <summary>What is open, by how long it is due; unused credit stands apart.</summary>
internal sealed class Aging(BillingDb db, ITenant tenant, IClock clock)
{
    public static IReadOnlyList<string> Names { get; } = ["Not due", "1–30 days", "31–60 days", "61–90 days", "Over 90 days"];

    public sealed record Report(IReadOnlyList<Money> Buckets, Money Credit)
    {
        public Money Total => new(Buckets.Sum(b => b.Minor), Credit.Currency);
        public Money Overdue => new(Buckets.Skip(1).Sum(b => b.Minor), Credit.Currency);
    }

    /// <summary>Of all clients that the actor may see, or of one.</summary>
    public async Task<Report> GetAsync(Guid? clientId = null, CancellationToken ct = default)
    {
        var currency = tenant.Currency;
        var today = tenant.Today(clock);
        var invoices = db.Invoices.Where(i => i.Status == DocumentStatus.Issued && i.Kind == DocumentKind.Invoice && i.Currency == currency);
        var lines = db.JournalLines.Where(l => l.AccountCode == Accounts.Receivable && l.Currency == currency);
        if (clientId is { } id)
        {
            invoices = invoices.Where(i => i.ClientId == id);
            lines = lines.Where(l => l.ClientId == id);
        }

        var byDue = await (from line in lines
                           join invoice in invoices on line.InvoiceId equals invoice.Id
                           group line by invoice.DueDate into g
                           select new { Due = g.Key, Open = g.Sum(l => l.AmountMinor) }).ToListAsync(ct);
        var buckets = new long[Names.Count];
        foreach (var due in byDue)
        {
            buckets[Bucket(due.Due ?? today, today)] += due.Open;
        }

        var credit = db.JournalLines.Where(l => l.AccountCode == Accounts.ClientCredit && l.Currency == currency && (clientId == null || l.ClientId == clientId));
        if (!db.RecordScope.SeesAll || db.RecordScope.HasRestrictions || db.RecordScope.HasWalls)
        {
            // Lines of the ledger belong to no record; whoever sees the document that gave the credit sees it.
            credit = credit.Where(l => db.Payments.Any(p => p.ClientId == l.ClientId) || db.Invoices.Any(i => i.ClientId == l.ClientId));
        }

        return new Report([.. buckets.Select(b => new Money(b, currency))], new Money(-await credit.SumAsync(l => l.AmountMinor, ct), currency));
    }

    /// <summary>0 not due, then 1-30, 31-60, 61-90 and over 90 days.</summary>
    public static int Bucket(LocalDate due, LocalDate today) => Period.DaysBetween(due, today) switch
    {
        <= 0 => 0,
        <= 30 => 1,
        <= 60 => 2,
        <= 90 => 3,
        _ => 4,
    };
}
