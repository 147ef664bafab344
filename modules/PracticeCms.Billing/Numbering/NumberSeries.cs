using System.Globalization;

namespace PracticeCms.Billing.Numbering;

/// <summary>How documents of one kind are numbered. The next number comes from the counter of the year, never from here.</summary>
[AuditValues]
internal sealed class NumberSeries : IVersioned
{
    public const string Invoice = "invoice";
    public const string CreditNote = "credit-note";
    public const string Receipt = "receipt";

    public Guid Id { get; set; } = Ids.New();
    public long Version { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";

    /// <summary>Text with <c>{year}</c> and <c>{number}</c>, such as <c>INV-{year}-{number}</c>.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>Least digits of the number.</summary>
    public int Digits { get; set; } = 5;

    /// <summary>Begins at 1 again each year.</summary>
    public bool IsYearly { get; set; } = true;

    public string Format(int year, long number) => Pattern
        .Replace("{year}", year.ToString("0000", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{number}", number.ToString("D" + Digits, CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public string? Problem =>
        string.IsNullOrWhiteSpace(Pattern) || Pattern.Length > 40 || !Pattern.Contains("{number}", StringComparison.Ordinal)
            ? "A pattern has up to 40 characters and contains {number}."
            : IsYearly && !Pattern.Contains("{year}", StringComparison.Ordinal)
                ? "A series that begins anew each year needs {year} in its pattern, or numbers would repeat."
                : Digits is < 1 or > 10 ? "A number has 1 to 10 digits." : null;
}

/// <summary>The last number drawn of a series in a period; its row is locked until the drawing transaction ends.</summary>
[NotAudited("The document that drew the number is audited")]
internal sealed class NumberCounter
{
    public string SeriesCode { get; set; } = "";

    /// <summary>The year, or 0 for a series that never begins anew.</summary>
    public int Period { get; set; }
    public long LastNumber { get; set; }
}
