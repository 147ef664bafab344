using System.Numerics;

namespace PracticeCms.Billing.Taxes;

/// <summary>A line as it is billed. Prices are net or gross as the document says.</summary>
/// <param name="UnitPriceMinor">In minor units of the document's currency; negative for a deduction.</param>
internal sealed record TaxableLine(decimal Quantity, long UnitPriceMinor, decimal DiscountPercent, TaxTreatment Tax);

/// <param name="DiscountPercent">Of the sum of lines; added to <paramref name="DiscountMinor"/>.</param>
internal sealed record DocumentTerms(Currency Currency, bool PricesIncludeTax, decimal DiscountPercent, long DiscountMinor);

/// <param name="Amount">Quantity times price less the line's own discount, rounded.</param>
/// <param name="DiscountShare">This line's part of the document's discount.</param>
internal sealed record LineAmount(long Amount, long DiscountShare)
{
    /// <summary>What the line adds to its tax group.</summary>
    public long Basis => Amount - DiscountShare;
}

internal sealed record TaxGroupAmount(TaxTreatment Tax, long Base, long TaxAmount);

/// <summary>EN 16931: line total BT-106, allowances BT-107, net BT-109, tax BT-110, gross BT-112; in minor units.</summary>
internal sealed record DocumentTotals(
    Currency Currency, IReadOnlyList<LineAmount> Lines, IReadOnlyList<TaxGroupAmount> Groups, long LineTotal, long Discount, long Net, long Tax, long Gross);

/// <summary>The one calculation behind screen, PDF, API and ledger. Rounds half away from zero, tax per group (EN 16931 BR-CO-17).</summary>
internal static class TaxCalculator
{
    /// <summary>Names this calculation on issued documents, so that a later one cannot change them.</summary>
    public const string Policy = "group/half-away-from-zero/1";

    public static DocumentTotals Calculate(IReadOnlyList<TaxableLine> lines, DocumentTerms terms)
    {
        var amounts = lines.Select(l => RoundHalfAway(l.Quantity * l.UnitPriceMinor * (100 - l.DiscountPercent) / 100)).ToList();
        var sum = amounts.Sum();
        var discount = RoundHalfAway(sum * terms.DiscountPercent / 100) + terms.DiscountMinor;
        var shares = sum == 0 ? new long[lines.Count] : Allocation.Split(discount, amounts);
        var result = amounts.Zip(shares, (amount, share) => new LineAmount(amount, share)).ToList();
        return Total(lines.Select(l => l.Tax).ToList(), result, terms);
    }

    /// <summary>Tax groups and totals over amounts that are known already, such as those of a credit note.</summary>
    public static DocumentTotals Total(IReadOnlyList<TaxTreatment> taxes, IReadOnlyList<LineAmount> lines, DocumentTerms terms)
    {
        var groups = taxes.Zip(lines)
            .GroupBy(p => p.First)
            .Select(g => Group(g.Key, g.Sum(p => p.Second.Basis), terms.PricesIncludeTax))
            .OrderBy(g => g.Tax.Category).ThenByDescending(g => g.Tax.Percent).ThenBy(g => g.Tax.Reason, StringComparer.Ordinal)
            .ToList();
        var net = groups.Sum(g => g.Base);
        var tax = groups.Sum(g => g.TaxAmount);
        return new DocumentTotals(terms.Currency, lines, groups, lines.Sum(l => l.Amount), lines.Sum(l => l.DiscountShare), net, tax, net + tax);
    }

    /// <summary>Half away from zero: -1446.375 becomes -1446.38 (in minor units of the caller).</summary>
    public static long RoundHalfAway(decimal value) => checked((long)Math.Round(value, 0, MidpointRounding.AwayFromZero));

    // With inclusive prices the gross is what people agreed on: the tax is taken out of it, and the base is the rest.
    private static TaxGroupAmount Group(TaxTreatment tax, long basis, bool inclusive)
    {
        var amount = inclusive ? Portion(basis, tax.Percent, 100 + tax.Percent) : RoundHalfAway(basis * tax.Percent / 100);
        return new TaxGroupAmount(tax, inclusive ? basis - amount : basis, amount);
    }

    // Exact: a quotient with 28 digits could turn a value just below a half into a half.
    private static long Portion(long basis, decimal numerator, decimal denominator)
    {
        var scale = 1m;
        while (numerator * scale != decimal.Truncate(numerator * scale))
        {
            scale *= 10;
        }

        var top = new BigInteger(numerator * scale) * basis;
        var bottom = new BigInteger(denominator * scale);
        var twice = (BigInteger.Abs(top) * 2) + bottom;
        return (long)(BigInteger.Divide(twice, bottom * 2) * top.Sign);
    }
}
