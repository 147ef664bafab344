namespace PracticeCms.Scheduling.Availability;

/// <summary>
/// One row per practice. Its stamp changes in the same transaction as any service, resource or hours, so that a reader knows by one
/// small query whether what it has cached is still true.
/// </summary>
[NotAudited("follows from the change it marks")]
internal sealed class PlanStamp
{
    public static readonly Guid OnlyId = new("5c0a1e00-0000-7000-8000-000000000001");

    public Guid Id { get; set; } = OnlyId;
    public Guid Stamp { get; set; }
}
