namespace PracticeCms.Billing.Settings;

/// <summary>How the practice writes its invoices; frozen on each document when it is issued.</summary>
public sealed class BillingSettings : ICheckedSettings
{
    private const int LongestText = 2_000;

    /// <summary>True where people see prices with tax in them (shops, clinics in Europe).</summary>
    public bool PricesIncludeTax { get; set; }

    /// <summary>Days from issue until an invoice is due; 0 is at once.</summary>
    public int PaymentTermDays { get; set; } = 14;

    /// <summary>Years after the year of issue in which books are kept, also those of a client who was erased.</summary>
    public int RetentionYears { get; set; } = 10;

    /// <summary>Code of the rate that a new line gets; empty for none.</summary>
    public string DefaultTaxCode { get; set; } = "";

    /// <summary>Text above the lines.</summary>
    public string Introduction { get; set; } = "";

    /// <summary>Text below the totals, such as how to pay.</summary>
    public string Footer { get; set; } = "Thank you for your trust.";

    public Check Faults() => new Check()
        .That(PaymentTermDays is >= 0 and <= 365, nameof(PaymentTermDays), "Choose between 0 and 365 days.")
        .That(RetentionYears is >= 0 and <= 100, nameof(RetentionYears), "Choose between 0 and 100 years.")
        .That(Introduction is not { Length: > LongestText }, nameof(Introduction), "A text has up to 2000 characters.")
        .That(Footer is not { Length: > LongestText }, nameof(Footer), "A text has up to 2000 characters.");
}
