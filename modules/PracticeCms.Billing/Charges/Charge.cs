namespace PracticeCms.Billing.Charges;

/// <summary>Work to be billed. Its source key is unique, so the same visit is charged once.</summary>
internal sealed class Charge : IClientRecord, IVersioned
{
    public Guid Id { get; set; } = Ids.New();
    public long Version { get; set; }
    public Guid ClientId { get; set; }

    /// <summary>What it came from, such as <c>appointment:ID</c>.</summary>
    public string SourceKey { get; set; } = "";
    public Guid? AppointmentId { get; set; }
    public string Description { get; set; } = "";
    public LocalDate ServiceDate { get; set; }
    public decimal Quantity { get; set; } = 1;
    public long UnitPriceMinor { get; set; }
    public Currency Currency { get; set; }
    public string TaxCode { get; set; } = "";

    /// <summary>The one live invoice that it is on; null while it waits.</summary>
    public Guid? InvoiceId { get; set; }
    public Instant CreatedAt { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;

    public static string KeyOfAppointment(Guid appointmentId) => $"appointment:{appointmentId}";
}
