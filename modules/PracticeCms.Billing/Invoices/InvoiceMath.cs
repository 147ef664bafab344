using PracticeCms.Billing.Taxes;

namespace PracticeCms.Billing.Invoices;

/// <summary>Runs the calculator over a document and writes the outcome back to it.</summary>
internal static class InvoiceMath
{
    public static DocumentTerms Terms(this Invoice invoice) =>
        new(invoice.Currency, invoice.PricesIncludeTax, invoice.DiscountPercent, invoice.DiscountMinor);

    /// <summary>Computes a draft anew. An issued document keeps what was frozen.</summary>
    public static DocumentTotals Recalculate(this Invoice invoice)
    {
        var lines = invoice.Lines.OrderBy(l => l.Position).ToList();
        var totals = TaxCalculator.Calculate(
            [.. lines.Select(l => new TaxableLine(l.Quantity, l.UnitPriceMinor, l.DiscountPercent, l.Treatment))], invoice.Terms());
        invoice.Take(lines, totals);
        return totals;
    }

    public static void Take(this Invoice invoice, IReadOnlyList<InvoiceLine> lines, DocumentTotals totals)
    {
        foreach (var (line, amount) in lines.Zip(totals.Lines))
        {
            (line.AmountMinor, line.DiscountShareMinor) = (amount.Amount, amount.DiscountShare);
        }

        (invoice.LineTotalMinor, invoice.DiscountTotalMinor) = (totals.LineTotal, totals.Discount);
        (invoice.NetMinor, invoice.TaxMinor, invoice.GrossMinor) = (totals.Net, totals.Tax, totals.Gross);
    }

    /// <summary>Groups as they are printed: those of the calculation for a draft, the frozen ones afterwards.</summary>
    public static IReadOnlyList<InvoiceTaxGroup> Groups(this Invoice invoice) => invoice.Status == DocumentStatus.Issued
        ? [.. invoice.TaxGroups.OrderBy(g => g.Position)]
        : Groups(invoice.Id, invoice.Recalculate());

    public static IReadOnlyList<InvoiceTaxGroup> Groups(Guid invoiceId, DocumentTotals totals) => [.. totals.Groups.Select((g, i) => new InvoiceTaxGroup
    {
        InvoiceId = invoiceId,
        Position = i + 1,
        Category = g.Tax.Category,
        Percent = g.Tax.Percent,
        Reason = g.Tax.Reason,
        BaseMinor = g.Base,
        TaxMinor = g.TaxAmount,
    })];
}
