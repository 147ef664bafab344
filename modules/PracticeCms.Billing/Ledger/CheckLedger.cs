namespace PracticeCms.Billing.Ledger;

/// <summary>What the database refuses at each commit is counted again at night, in case somebody took its triggers off.</summary>
[BackgroundTask(Schedule = "50 3 * * *", Description = "Counts again whether every entry of the ledger is balanced and sealed")]
internal sealed class CheckLedger(BillingDb db) : IBackgroundTask
{
    public async Task DoWorkAsync(CancellationToken ct)
    {
        var lines = db.JournalLines.IgnoreQueryFilters();
        var unbalanced = await lines.GroupBy(l => new { l.EntryId, l.Currency }).Where(g => g.Sum(l => l.AmountMinor) != 0).CountAsync(ct);
        var empty = await db.JournalEntries.IgnoreQueryFilters().CountAsync(e => lines.Count(l => l.EntryId == e.Id) < 2, ct);
        if (unbalanced + empty > 0)
        {
            throw new PermanentFailureException($"The ledger is not what was posted: {unbalanced} entries are not balanced, {empty} have lost lines. A backup has them.");
        }
    }
}
