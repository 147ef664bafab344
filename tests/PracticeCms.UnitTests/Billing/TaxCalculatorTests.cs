using CsCheck;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.UnitTests.Billing;

public sealed class TaxCalculatorTests
{
    private static readonly Currency Eur = Currency.Of("EUR");

    private static readonly TaxTreatment[] Treatments =
        [Standard(19), Standard(7), Standard(9.975m), new(TaxCategory.Z, 0, null), new(TaxCategory.E, 0, "Medical care"), new(TaxCategory.AE, 0, "Reverse charge")];

    private static readonly Gen<TaxableLine> Line = Gen.Select(
        Gen.Int[1, 50_000], Gen.Long[-5_000_000, 5_000_000], Gen.Int[0, 1000], Gen.OneOf(Treatments.Select(Gen.Const).ToArray()),
        (quantity, price, discount, tax) => new TaxableLine(quantity / 100m, price, discount / 10m, tax));

    private static readonly Gen<(TaxableLine[] Lines, bool Inclusive, int Discount)> Documents = Gen.Select(Line.Array[1, 12], Gen.Bool, Gen.Int[0, 500]);

    [Fact]
    public void Net_and_tax_are_gross() => Check((t, _) => t.Net + t.Tax == t.Gross);

    [Fact]
    public void Groups_sum_to_the_tax_and_the_net() => Check((t, _) => t.Groups.Sum(g => g.TaxAmount) == t.Tax && t.Groups.Sum(g => g.Base) == t.Net);

    [Fact]
    public void Lines_less_discount_are_the_net_of_net_prices_and_the_gross_of_inclusive_ones() =>
        Check((t, inclusive) => t.LineTotal - t.Discount == (inclusive ? t.Gross : t.Net));

    [Fact]
    public void Each_groups_tax_is_its_base_times_its_rate_rounded_half_away_from_zero() =>
        Check((t, inclusive) => inclusive || t.Groups.All(g => g.TaxAmount == TaxCalculator.RoundHalfAway(g.Base * g.Tax.Percent / 100)));

    [Fact]
    public void With_inclusive_prices_a_groups_tax_is_never_a_unit_away_from_its_base_times_its_rate() =>
        Check((t, inclusive) => !inclusive || t.Groups.All(g => decimal.Abs(g.TaxAmount - (g.Base * g.Tax.Percent / 100)) < 1));

    [Fact]
    public void The_documents_discount_is_prorated_without_a_rest() => Check((t, _) => t.Lines.Sum(l => l.DiscountShare) == t.Discount);

    [Fact]
    public void The_same_document_has_the_same_totals_whatever_the_order_of_its_lines() =>
        Documents.Sample(
            d => Calculate(d.Lines, d.Inclusive, 0).Gross == Calculate([.. d.Lines.Reverse()], d.Inclusive, 0).Gross, iter: 500);

    [Fact]
    public void A_negative_group_rounds_away_from_zero() =>
        Assert.Equal(-144638, Calculate([new(1, -761250, 0, Standard(19))], false, 0).Tax);

    [Fact]
    public void An_inclusive_price_stays_what_it_was()
    {
        var totals = Calculate([new(1, 35390, 0, Standard(19))], true, 0);
        Assert.Equal((35390, 29739, 5651), (totals.Gross, totals.Net, totals.Tax));
    }

    [Fact]
    public void An_advance_is_deducted_before_tax()
    {
        var totals = Calculate([new(1, 850000, 0, Standard(19)), new(1, -750000, 0, Standard(19))], false, 0);
        Assert.Equal((100000, 19000, 119000), (totals.Net, totals.Tax, totals.Gross));
    }

    [Fact]
    public void The_rounded_line_is_taxed()
    {
        // 82.6446 x 21 %: the line is 82.64, and so the total is 99.99, not 100.00.
        var totals = Calculate([new(0.826446m, 10000, 0, Standard(21))], false, 0);
        Assert.Equal((8264, 1735, 9999), (totals.Net, totals.Tax, totals.Gross));
    }

    [Fact]
    public void A_rate_with_three_decimals_is_exact() => Assert.Equal(81596, Calculate([new(1, 818000, 0, Standard(9.975m))], false, 0).Tax);

    [Fact]
    public void Ten_with_an_inclusive_tax_of_ten_percent_holds_ninety_one_cents() => Assert.Equal(91, Calculate([new(1, 1000, 0, Standard(10))], true, 0).Tax);

    [Fact]
    public void Yen_have_no_decimals() =>
        Assert.Equal(1100, TaxCalculator.Calculate([new(1, 1000, 0, Standard(10))], new DocumentTerms(Currency.Of("JPY"), false, 0, 0)).Gross);

    [Theory]
    [InlineData(TaxCategory.S, 0, null)]
    [InlineData(TaxCategory.Z, 7, null)]
    [InlineData(TaxCategory.E, 0, null)]
    [InlineData(TaxCategory.AE, 0, " ")]
    public void A_category_that_breaks_its_rule_is_refused(TaxCategory category, int percent, string? reason) =>
        Assert.NotNull(new TaxTreatment(category, percent, reason).Problem);

    private static void Check(Func<DocumentTotals, bool, bool> holds) =>
        Documents.Sample(d => holds(Calculate(d.Lines, d.Inclusive, d.Discount / 10m), d.Inclusive), iter: 1_000);

    private static DocumentTotals Calculate(TaxableLine[] lines, bool inclusive, decimal discount) =>
        TaxCalculator.Calculate(lines, new DocumentTerms(Eur, inclusive, discount, 0));

    private static TaxTreatment Standard(decimal percent) => new(TaxCategory.S, percent, null);
}
