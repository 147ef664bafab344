using System.Globalization;

namespace PracticeCms;

/// <summary>An ISO 4217 currency: its code and the number of digits of its minor unit.</summary>
public readonly record struct Currency
{
    private static readonly Dictionary<string, int> OddDigits = new()
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0,
        ["RWF"] = 0, ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3, ["CLF"] = 4, ["UYW"] = 4,
    };

    private readonly string? code;

    private Currency(string code) => this.code = code;

    public string Code => code ?? "XXX";

    /// <summary>Digits after the decimal point (ISO 4217).</summary>
    public int Digits => OddDigits.GetValueOrDefault(Code, 2);

    /// <summary>Minor units in one major unit, such as 100.</summary>
    public long Scale => (long)Math.Pow(10, Digits);

    public static Currency Of(string code) =>
        code is { Length: 3 } && code.All(c => c is >= 'A' and <= 'Z')
            ? new Currency(code)
            : throw new ArgumentException($"'{code}' is not an ISO 4217 currency code.", nameof(code));

    public override string ToString() => Code;
}

/// <summary>An amount in integer minor units. Different currencies never meet.</summary>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>Rounds half away from zero to the minor unit.</summary>
    public static Money Round(decimal amount, Currency currency) =>
        new(checked((long)Math.Round(amount * currency.Scale, 0, MidpointRounding.AwayFromZero)), currency);

    public bool IsZero => Minor == 0;
    public decimal Amount => (decimal)Minor / Currency.Scale;

    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);

    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <summary>The exact decimal amount, culture-free, with the currency's digits: <c>parse(print(x)) = x</c>.</summary>
    public string ToDecimalString() => Amount.ToString("F" + Currency.Digits, CultureInfo.InvariantCulture);

    /// <summary>As people of the culture write it, with the currency's symbol where the culture has it.</summary>
    public string Format(CultureInfo culture)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencyDecimalDigits = Currency.Digits;
        var own = culture.IsNeutralCulture || culture.Equals(CultureInfo.InvariantCulture) ? "" : new RegionInfo(culture.Name).ISOCurrencySymbol;
        if (own != Currency.Code)
        {
            format.CurrencySymbol = Symbols.GetValueOrDefault(Currency.Code, Currency.Code + " ");
        }

        return Amount.ToString("C", format);
    }

    public override string ToString() => $"{ToDecimalString()} {Currency}";

    private static readonly Dictionary<string, string> Symbols = new() { ["USD"] = "$", ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["INR"] = "₹" };

    private static Money Same(Money a, Money b) =>
        a.Currency == b.Currency ? b : throw new InvalidOperationException($"{a.Currency} and {b.Currency} cannot be combined.");
}
