namespace PracticeCms.Billing.Invoices;

public enum DocumentKind
{
    Invoice,
    CreditNote,
}

/// <summary>What is stored; whether it is paid follows from the ledger (<see cref="InvoiceState"/>).</summary>
public enum DocumentStatus
{
    Draft,
    Issued,
    Discarded,
}

/// <summary>An invoice or a credit note. Once issued the database refuses every change to it, its lines and its tax groups.</summary>
internal sealed class Invoice : IClientRecord, IVersioned
{
    public Guid Id { get; set; } = Ids.New();
    public long Version { get; set; }
    public Guid ClientId { get; set; }
    public DocumentKind Kind { get; set; }
    public DocumentStatus Status { get; set; }

    /// <summary>Null until issued.</summary>
    public string? Number { get; set; }

    /// <summary>For a credit note: the invoice it credits.</summary>
    public Guid? CreditsId { get; set; }
    public Currency Currency { get; set; }
    public bool PricesIncludeTax { get; set; }
    public decimal DiscountPercent { get; set; }
    public long DiscountMinor { get; set; }
    public LocalDate? IssueDate { get; set; }
    public LocalDate? DueDate { get; set; }
    public Instant CreatedAt { get; set; }
    public Instant? IssuedAt { get; set; }

    /// <summary>Name and address lines of who receives it, as typed or from the client.</summary>
    public string BillTo { get; set; } = "";
    public string Introduction { get; set; } = "";
    public string Footer { get; set; } = "";

    /// <summary>Seller and buyer as they were on the day of issue.</summary>
    [JsonColumn]
    public string Parties { get; set; } = "{}";

    /// <summary>When names and texts of an issued document were overwritten: its client was erased, and the books were kept long enough.</summary>
    public Instant? ErasedAt { get; set; }
    public string RoundingPolicy { get; set; } = Taxes.TaxCalculator.Policy;
    public long LineTotalMinor { get; set; }
    public long DiscountTotalMinor { get; set; }
    public long NetMinor { get; set; }
    public long TaxMinor { get; set; }
    public long GrossMinor { get; set; }
    public List<InvoiceLine> Lines { get; } = [];
    public List<InvoiceTaxGroup> TaxGroups { get; } = [];

    public Money Gross => new(GrossMinor, Currency);

    Guid? IClientRecord.RecordOf => ClientId;
}
