namespace PracticeCms.Billing.Taxes;

/// <summary>A rate that the practice charges, by the code that services and lines name.</summary>
[AuditValues]
internal sealed class TaxRate : IVersioned
{
    public Guid Id { get; set; } = Ids.New();
    public long Version { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public decimal Percent { get; set; }
    public TaxCategory Category { get; set; }
    public string? Reason { get; set; }
    public bool IsActive { get; set; } = true;

    public TaxTreatment Treatment => new(Category, Percent, Reason);
}
