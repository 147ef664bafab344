using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;

namespace PracticeCms.Billing.Payments;

/// <summary>Pays an invoice from the client's unused credit, as far as it goes.</summary>
internal sealed class ApplyCredit(BillingDb db, Balances balances, PostEntry post, Desk desk, IUnitOfWork unitOfWork)
{
    public Task<Result<Money>> ExecuteAsync(Guid invoiceId, CancellationToken ct = default) => unitOfWork.RunAsync(token => ApplyAsync(invoiceId, token), ct);

    private async Task<Result<Money>> ApplyAsync(Guid invoiceId, CancellationToken ct)
    {
        var invoice = await db.Invoices.AsNoTracking().SingleOrDefaultAsync(i => i.Id == invoiceId, ct);
        if (invoice is not { Status: DocumentStatus.Issued, Kind: DocumentKind.Invoice })
        {
            return invoice is null ? Problem.NotFound("The invoice") : InvoiceProblems.NotIssued;
        }

        await balances.LockAsync(invoice.ClientId, ct);
        var open = await balances.OpenAsync(invoiceId, ct);
        var left = Math.Min(open, await balances.CreditAsync(invoice.ClientId, invoice.Currency, ct));
        if (left <= 0)
        {
            return Problem.Conflict("no-credit", "There is no unused credit, or nothing is open.");
        }

        var applied = new Money(left, invoice.Currency);
        var id = Ids.New();
        var lines = new List<PostEntry.Line>();
        foreach (var (paymentId, sourceId, amount) in await SourcesAsync(invoice, ct))
        {
            var part = new Money(Math.Min(left, amount), invoice.Currency);
            left -= part.Minor;
            lines.Add(new PostEntry.Line(Accounts.ClientCredit, part, invoice.ClientId, sourceId, paymentId));
            lines.Add(new PostEntry.Line(Accounts.Receivable, -part, invoice.ClientId, invoice.Id, paymentId));
        }

        await post.ExecuteAsync(new PostEntry.Request("credit-applied", id, desk.Today, $"credit-applied:{id}", invoice.Number!, lines), ct);
        return applied;
    }

    // Oldest money first; the line keeps saying which payment or credit note it came from.
    private async Task<List<(Guid? PaymentId, Guid? SourceId, long Amount)>> SourcesAsync(Invoice invoice, CancellationToken ct)
    {
        var sums = await db.JournalLines
            .Where(l => l.AccountCode == Accounts.ClientCredit && l.ClientId == invoice.ClientId && l.Currency == invoice.Currency)
            .GroupBy(l => new { l.PaymentId, l.InvoiceId })
            .Select(g => new { g.Key.PaymentId, g.Key.InvoiceId, Sum = -g.Sum(l => l.AmountMinor) })
            .ToListAsync(ct);
        return [.. sums.Where(s => s.Sum > 0).OrderBy(s => s.PaymentId ?? s.InvoiceId).Select(s => (s.PaymentId, s.InvoiceId, s.Sum))];
    }
}
