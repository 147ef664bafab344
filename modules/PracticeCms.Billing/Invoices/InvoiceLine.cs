using PracticeCms.Billing.Taxes;

namespace PracticeCms.Billing.Invoices;

[NotAudited("The invoice that it is on is audited")]
internal sealed class InvoiceLine
{
    public Guid Id { get; set; } = Ids.New();
    public Guid InvoiceId { get; set; }
    public int Position { get; set; }
    public string Description { get; set; } = "";
    public LocalDate? ServiceDate { get; set; }
    public decimal Quantity { get; set; } = 1;
    public long UnitPriceMinor { get; set; }
    public decimal DiscountPercent { get; set; }
    public string TaxCode { get; set; } = "";
    public TaxCategory TaxCategory { get; set; } = TaxCategory.O;
    public decimal TaxPercent { get; set; }
    public string? TaxReason { get; set; }

    /// <summary>The work that it bills.</summary>
    public Guid? ChargeId { get; set; }

    /// <summary>For a credit note: the line it credits.</summary>
    public Guid? CreditsLineId { get; set; }

    /// <summary>After its own discount; net or gross as the invoice's prices are.</summary>
    public long AmountMinor { get; set; }

    /// <summary>Its part of the document's discount.</summary>
    public long DiscountShareMinor { get; set; }

    public TaxTreatment Treatment => new(TaxCategory, TaxPercent, TaxReason);

    public void Tax(string code, TaxTreatment treatment) =>
        (TaxCode, TaxCategory, TaxPercent, TaxReason) = (code, treatment.Category, treatment.Percent, treatment.Reason);
}

[NotAudited("The invoice that it is on is audited")]
internal sealed class InvoiceTaxGroup
{
    public Guid InvoiceId { get; set; }
    public int Position { get; set; }
    public TaxCategory Category { get; set; }
    public decimal Percent { get; set; }
    public string? Reason { get; set; }
    public long BaseMinor { get; set; }
    public long TaxMinor { get; set; }
}
