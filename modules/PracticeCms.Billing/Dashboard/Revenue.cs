using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;

namespace PracticeCms.Billing.Dashboard;

/// <summary>Revenue from the ledger, of the clients that the actor may see.</summary>
internal sealed class Revenue(BillingDb db, ITenant tenant, IClock clock)
{
    /// <summary>This month so far, all of last month, and last month up to the same day.</summary>
    public async Task<(Money Now, Money Last, Money LastSoFar)> CompareAsync(CancellationToken ct = default)
    {
        var today = tenant.Today(clock);
        var first = new LocalDate(today.Year, today.Month, 1);
        var firstOfLast = first.PlusMonths(-1);
        var byDay = await (from line in db.JournalLines
                           where line.AccountCode == Accounts.Revenue && line.Currency == tenant.Currency
                           join entry in db.JournalEntries on line.EntryId equals entry.Id
                           where entry.EffectiveDate >= firstOfLast && entry.EffectiveDate <= today
                           join invoice in db.Invoices on line.InvoiceId equals invoice.Id
                           group line by entry.EffectiveDate into g
                           select new { Day = g.Key, Sum = -g.Sum(l => l.AmountMinor) }).ToListAsync(ct);
        Money Sum(Func<LocalDate, bool> counts) => new(byDay.Where(d => counts(d.Day)).Sum(d => d.Sum), tenant.Currency);
        return (Sum(d => d >= first), Sum(d => d < first), Sum(d => d <= today.PlusMonths(-1) && d < first));
    }
}
