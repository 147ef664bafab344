namespace PracticeCms.Billing.Numbering;

/// <summary>What was drawn of a series in a period, and how many documents bear these numbers.</summary>
/// <param name="Period">The year, or 0 for a series that never begins anew.</param>
internal sealed record NumberUse(string SeriesCode, int Period, long Drawn, long Documents)
{
    /// <summary>Numbers are drawn one by one from 1 and are unique, so as many documents as numbers means that none is missing.</summary>
    public bool IsComplete => Drawn == Documents;
}

/// <summary>Shows that numbers have no gap. A number of a document that no longer exists would be one.</summary>
internal sealed class NumberReport(BillingDb db)
{
    public async Task<IReadOnlyList<NumberUse>> ExecuteAsync(CancellationToken ct = default)
    {
        var counters = await db.NumberCounters.AsNoTracking().OrderBy(c => c.SeriesCode).ThenBy(c => c.Period).ToListAsync(ct);
        var documents = await db.Invoices.IgnoreQueryFilters().Where(i => i.Number != null)
            .GroupBy(i => new { i.Kind, i.IssueDate }).Select(g => new { g.Key.Kind, g.Key.IssueDate, Count = g.LongCount() }).ToListAsync(ct);
        var receipts = await db.Payments.IgnoreQueryFilters().GroupBy(p => p.ReceivedOn).Select(g => new { Day = g.Key, Count = g.LongCount() }).ToListAsync(ct);
        var counts = documents.Select(d => (Series: d.Kind == Invoices.DocumentKind.Invoice ? NumberSeries.Invoice : NumberSeries.CreditNote, d.IssueDate!.Value.Year, d.Count))
            .Concat(receipts.Select(r => (Series: NumberSeries.Receipt, r.Day.Year, r.Count)))
            .ToList();
        return counters.ConvertAll(c => new NumberUse(
            c.SeriesCode, c.Period, c.LastNumber, counts.Where(n => n.Series == c.SeriesCode && (c.Period == 0 || n.Year == c.Period)).Sum(n => n.Count)));
    }
}
