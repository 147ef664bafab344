namespace PracticeCms.Billing.Taxes;

/// <summary>An issued line as a credit note sees it.</summary>
/// <param name="Basis">Its amount after all discounts, net or gross as the invoice's prices are.</param>
internal sealed record CreditableLine(decimal Quantity, long Basis, TaxTreatment Tax);

/// <summary>
/// A credit note is the difference of two calculations: all that is credited with it, less all that was credited before it. So parts
/// can never exceed the invoice, per line and per group, and the last part absorbs the last cent.
/// </summary>
internal static class CreditCalculator
{
    public static DocumentTotals Calculate(IReadOnlyList<CreditableLine> lines, IReadOnlyList<decimal> before, IReadOnlyList<decimal> now, DocumentTerms terms)
    {
        var earlier = Cumulative(lines, before, terms);
        var later = Cumulative(lines, before.Zip(now, (b, n) => b + n).ToList(), terms);
        var amounts = later.Lines.Zip(earlier.Lines, (l, e) => new LineAmount(l.Amount - e.Amount, 0)).ToList();
        var groups = later.Groups.Zip(earlier.Groups, (l, e) => new TaxGroupAmount(l.Tax, l.Base - e.Base, l.TaxAmount - e.TaxAmount))
            .Where(g => g.Base != 0 || g.TaxAmount != 0).ToList();
        var net = groups.Sum(g => g.Base);
        var tax = groups.Sum(g => g.TaxAmount);
        return new DocumentTotals(terms.Currency, amounts, groups, amounts.Sum(a => a.Amount), 0, net, tax, net + tax);
    }

    private static DocumentTotals Cumulative(IReadOnlyList<CreditableLine> lines, IReadOnlyList<decimal> quantities, DocumentTerms terms)
    {
        var amounts = lines.Zip(quantities, (line, quantity) => new LineAmount(Part(line, quantity), 0)).ToList();
        return TaxCalculator.Total(lines.Select(l => l.Tax).ToList(), amounts, terms);
    }

    private static long Part(CreditableLine line, decimal quantity) =>
        quantity == line.Quantity ? line.Basis : line.Quantity == 0 ? 0 : TaxCalculator.RoundHalfAway(line.Basis * quantity / line.Quantity);
}
