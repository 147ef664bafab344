using System.Globalization;
using CsCheck;
using PracticeCms;

namespace PracticeCms.UnitTests.Kernel;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void A_currency_has_the_digits_of_iso_4217(string code, int digits) => Assert.Equal(digits, Currency.Of(code).Digits);

    [Theory]
    [InlineData("1.005", "USD", 101)]
    [InlineData("-1.005", "USD", -101)]
    [InlineData("-1446.375", "EUR", -144638)]
    [InlineData("0.5", "JPY", 1)]
    public void Rounding_goes_half_away_from_zero(string amount, string currency, long minor) =>
        Assert.Equal(minor, Money.Round(decimal.Parse(amount, CultureInfo.InvariantCulture), Currency.Of(currency)).Minor);

    [Fact]
    public void Printing_and_parsing_gives_the_same_amount() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Int[0, 3].Select(i => new[] { "USD", "JPY", "KWD", "CLF" }[i])).Sample((minor, code) =>
        {
            var money = new Money(minor, Currency.Of(code));
            return Money.Round(decimal.Parse(money.ToDecimalString(), CultureInfo.InvariantCulture), money.Currency) == money;
        });

    [Fact]
    public void Currencies_do_not_mix() =>
        Assert.Throws<InvalidOperationException>(() => new Money(1, Currency.Of("USD")) + new Money(1, Currency.Of("EUR")));
}
