namespace PracticeCms.Billing.Taxes;

/// <summary>VAT categories of EN 16931 (UNCL 5305).</summary>
public enum TaxCategory
{
    /// <summary>Standard or reduced rate.</summary>
    S,

    /// <summary>Zero rated.</summary>
    Z,

    /// <summary>Exempt; needs a reason.</summary>
    E,

    /// <summary>Reverse charge; needs a reason.</summary>
    AE,

    /// <summary>Outside the scope of tax; needs a reason.</summary>
    O,
}

/// <summary>How a line is taxed; lines with the same treatment form one group of the document.</summary>
/// <param name="Percent">Exact, such as 19 or 9.975; zero for every category but <see cref="TaxCategory.S"/>.</param>
internal sealed record TaxTreatment(TaxCategory Category, decimal Percent, string? Reason)
{
    public static TaxTreatment None { get; } = new(TaxCategory.O, 0, "Not subject to tax");

    /// <summary>BR-S, BR-Z, BR-E, BR-AE and BR-O: what a category asks of rate and reason.</summary>
    public string? Problem => Category switch
    {
        TaxCategory.S when Percent <= 0 => "A standard rate is above zero.",
        not TaxCategory.S when Percent != 0 => "Only a standard rate may be above zero.",
        TaxCategory.E or TaxCategory.AE or TaxCategory.O when string.IsNullOrWhiteSpace(Reason) => "Say why no tax is charged.",
        _ => null,
    };
}
