using System.Globalization;
using CsCheck;
using PracticeCms.Billing.Amounts;

namespace PracticeCms.UnitTests.Billing;

public sealed class AmountInputTests
{
    private static readonly string[] Cultures = ["en-US", "de-DE", "fr-FR", "de-CH", "en-IN"];

    [Theory]
    [InlineData("1,234.50", "en-US", 123450)]
    [InlineData("1234.5", "en-US", 123450)]
    [InlineData("$12", "en-US", 1200)]
    [InlineData("1.234,50", "de-DE", 123450)]
    [InlineData("12,5", "de-DE", 1250)]
    [InlineData("-3.10", "en-US", -310)]
    [InlineData("USD 7", "en-US", 700)]
    public void An_amount_is_read_as_the_culture_writes_it(string text, string culture, long minor) =>
        Assert.Equal((minor, null), AmountInput.Money(text, Currency.Of("USD"), CultureInfo.GetCultureInfo(culture)));

    [Theory]
    [InlineData("12,5", "en-US")]
    [InlineData("12.5", "de-DE")]
    [InlineData("12.345", "en-US")]
    [InlineData("1e3", "en-US")]
    [InlineData("", "en-US")]
    [InlineData("twelve", "en-US")]
    [InlineData("79228162514264337593543950335", "en-US")]
    public void What_would_have_to_be_guessed_or_rounded_is_refused(string text, string culture) =>
        Assert.NotNull(AmountInput.Money(text, Currency.Of("USD"), CultureInfo.GetCultureInfo(culture)).Error);

    [Fact]
    public void What_a_form_shows_it_reads_back() =>
        Gen.Select(Gen.Long[-10_000_000_000, 10_000_000_000], Gen.OneOf(Cultures.Select(Gen.Const).ToArray()), Gen.OneOf(Gen.Const("USD"), Gen.Const("JPY"), Gen.Const("KWD"))).Sample(
            (minor, name, code) =>
            {
                var (money, culture) = (new Money(minor, Currency.Of(code)), CultureInfo.GetCultureInfo(name));
                return AmountInput.Money(AmountInput.Text(money, culture), money.Currency, culture) == (minor, null);
            },
            iter: 1_000);
}
