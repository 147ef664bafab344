namespace PracticeCms.Scheduling.Catalog;

/// <summary>What can be booked, with duration and price.</summary>
[AuditValues]
internal sealed class Service : IVersioned
{
    public Guid Id { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public string Description { get; set; } = "";
    public int DurationMinutes { get; set; }
    public int BufferBeforeMinutes { get; set; }
    public int BufferAfterMinutes { get; set; }
    public long PriceMinor { get; set; }
    public Currency Currency { get; set; }
    public string TaxCode { get; set; } = "";

    /// <summary>The form whose questions clients answer when they book online; empty for none.</summary>
    public string Form { get; set; } = "";
    public bool NeedsRoom { get; set; }
    public bool IsOnline { get; set; } = true;
    public bool IsActive { get; set; } = true;
    public int Colour { get; set; } = 1;
    public int Position { get; set; }
    public long Version { get; set; }
}

/// <summary>A practitioner who offers a service.</summary>
[NotAudited("part of the service")]
internal sealed class ServicePractitioner
{
    public Guid ServiceId { get; set; }
    public Guid ResourceId { get; set; }
}
