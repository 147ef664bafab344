using System.Globalization;

namespace PracticeCms.Billing.Amounts;

/// <summary>Reads amounts and numbers as people of the culture type them, and refuses what it would have to guess or round.</summary>
internal static class AmountInput
{
    private const decimal MostMinor = 100_000_000_000m;
    private const string TooLarge = "This amount is too large.";

    /// <summary>Minor units, or the reason why the text is no amount of the currency.</summary>
    public static (long Minor, string? Error) Money(string? text, Currency currency, CultureInfo culture)
    {
        var clean = (text ?? "").Replace(currency.Code, "", StringComparison.OrdinalIgnoreCase).Replace(culture.NumberFormat.CurrencySymbol, "").Trim();
        if (Number(clean, culture) is not { } amount)
        {
            return (0, $"Enter an amount such as {1234.5m.ToString("N" + currency.Digits, culture)}.");
        }

        if (Math.Abs(amount) > MostMinor)
        {
            return (0, TooLarge);
        }

        var minor = amount * currency.Scale;
        return minor != decimal.Truncate(minor)
            ? (0, currency.Digits == 0 ? $"{currency} has no decimals." : $"{currency} has {currency.Digits} decimals.")
            : Math.Abs(minor) > MostMinor ? (0, TooLarge) : ((long)minor, null);
    }

    /// <summary>
    /// A number in the culture's own writing. Grouping must stand where the culture puts it: 1.234 is a thousand in German, and 1,5 is
    /// refused in English instead of becoming 15.
    /// </summary>
    public static decimal? Number(string? text, CultureInfo culture)
    {
        var clean = (text ?? "").Trim().Replace('\u00a0', ' ').Replace('\u202f', ' ').Replace('\u2212', '-');
        var format = culture.NumberFormat;
        var point = format.NumberDecimalSeparator;
        var group = format.NumberGroupSeparator.Replace('\u00a0', ' ').Replace('\u202f', ' ');
        if (clean.Length is 0 or > 30)
        {
            return null;
        }

        var at = clean.IndexOf(point, StringComparison.Ordinal);
        var whole = at < 0 ? clean : clean[..at];
        var groups = whole.TrimStart('-').Split(group);
        if (groups.Length > 1 && (groups[0].Length is 0 or > 3 || groups.Skip(1).Any(g => g.Length != 3)))
        {
            return null;
        }

        var plain = whole.Replace(group, "") + (at < 0 ? "" : "." + clean[(at + point.Length)..]);
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary>As it stands in a form: the culture's decimal point, no grouping, no symbol.</summary>
    public static string Text(Money money, CultureInfo culture) => money.Amount.ToString("F" + money.Currency.Digits, culture);

    public static string Text(decimal number, CultureInfo culture) => number.ToString("0.######", culture);
}
