using CsCheck;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.UnitTests.Billing;

public sealed class CreditCalculatorTests
{
    private static readonly TaxTreatment[] Treatments = [new(TaxCategory.S, 19, null), new(TaxCategory.S, 7, null), new(TaxCategory.E, 0, "Medical care")];

    private static readonly Gen<(TaxableLine[] Lines, bool Inclusive, int Discount, int Parts)> Cases = Gen.Select(
        Gen.Select(Gen.Int[1, 40], Gen.Long[1, 1_000_000], Gen.OneOf(Treatments.Select(Gen.Const).ToArray()), (q, price, tax) => new TaxableLine(q, price, 0, tax)).Array[1, 6],
        Gen.Bool, Gen.Int[0, 300], Gen.Int[1, 7]);

    [Fact]
    public void A_full_credit_by_parts_ends_at_exactly_zero() => Cases.Sample(
        c =>
        {
            var (invoice, credits) = CreditInParts(c.Lines, c.Inclusive, c.Discount / 10m, c.Parts);
            return (credits.Sum(t => t.Net), credits.Sum(t => t.Tax), credits.Sum(t => t.Gross)) == (invoice.Net, invoice.Tax, invoice.Gross);
        },
        iter: 1_000);

    [Fact]
    public void Credits_never_exceed_the_invoice_per_line_and_per_group() => Cases.Sample(
        c =>
        {
            var (invoice, credits) = CreditInParts(c.Lines, c.Inclusive, c.Discount / 10m, c.Parts);
            return Enumerable.Range(1, credits.Count).All(n => credits.Take(n) is var sofar
                && invoice.Lines.Select((l, i) => sofar.Sum(t => t.Lines[i].Amount) <= l.Basis).All(ok => ok)
                && invoice.Groups.All(g => sofar.SelectMany(t => t.Groups).Where(x => x.Tax == g.Tax).Sum(x => x.TaxAmount) <= g.TaxAmount));
        },
        iter: 1_000);

    [Fact]
    public void Every_credit_note_sums() => Cases.Sample(
        c => CreditInParts(c.Lines, c.Inclusive, c.Discount / 10m, c.Parts).Credits.All(t => t.Net + t.Tax == t.Gross && t.LineTotal == (c.Inclusive ? t.Gross : t.Net)), iter: 1_000);

    private static (DocumentTotals Invoice, List<DocumentTotals> Credits) CreditInParts(TaxableLine[] lines, bool inclusive, decimal discount, int parts)
    {
        var terms = new DocumentTerms(Currency.Of("EUR"), inclusive, discount, 0);
        var invoice = TaxCalculator.Calculate(lines, terms);
        var creditable = lines.Zip(invoice.Lines, (line, amount) => new CreditableLine(line.Quantity, amount.Basis, line.Tax)).ToList();
        var before = lines.Select(_ => 0m).ToList();
        var credits = new List<DocumentTotals>();
        for (var part = 1; part <= parts; part++)
        {
            var now = lines.Zip(before, (line, b) => part == parts ? line.Quantity - b : decimal.Round(line.Quantity / parts, 2)).ToList();
            credits.Add(CreditCalculator.Calculate(creditable, before, now, terms));
            before = before.Zip(now, (b, n) => b + n).ToList();
        }

        return (invoice, credits);
    }
}
