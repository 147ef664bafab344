using NodaTime;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Numbering;

namespace PracticeCms.UnitTests.Billing;

public sealed class InvoiceStateTests
{
    [Theory]
    [InlineData(100, 100, 0, InvoiceState.Issued)]
    [InlineData(100, 60, 0, InvoiceState.PartiallyPaid)]
    [InlineData(100, 0, 0, InvoiceState.Paid)]
    [InlineData(100, 60, 40, InvoiceState.Issued)]
    [InlineData(100, 30, 40, InvoiceState.PartiallyPaid)]
    [InlineData(100, 0, 100, InvoiceState.Credited)]
    [InlineData(0, 0, 0, InvoiceState.Paid)]
    public void The_state_follows_from_what_is_open_and_what_was_credited(long gross, long open, long credited, InvoiceState state) =>
        Assert.Equal(state, InvoiceStates.Of(DocumentStatus.Issued, gross, open, credited));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    [InlineData(60, 2)]
    [InlineData(61, 3)]
    [InlineData(90, 3)]
    [InlineData(91, 4)]
    [InlineData(-5, 0)]
    public void Age_counts_from_the_due_day(int daysLate, int bucket) =>
        Assert.Equal(bucket, Aging.Bucket(new LocalDate(2026, 3, 1), new LocalDate(2026, 3, 1).PlusDays(daysLate)));

    [Fact]
    public void A_number_is_written_by_its_pattern() =>
        Assert.Equal("INV-2026-00042", new NumberSeries { Pattern = "INV-{year}-{number}" }.Format(2026, 42));

    [Theory]
    [InlineData("INV", true)]
    [InlineData("INV-{number}", true)]
    [InlineData("", false)]
    public void A_pattern_whose_numbers_would_repeat_is_refused(string pattern, bool yearly) =>
        Assert.NotNull(new NumberSeries { Pattern = pattern, IsYearly = yearly }.Problem);
}
