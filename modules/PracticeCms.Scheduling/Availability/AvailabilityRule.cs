namespace PracticeCms.Scheduling.Availability;

/// <summary>Weekly hours of a resource; a break is the gap between two rules of a day.</summary>
[AuditValues]
internal sealed class AvailabilityRule
{
    public Guid Id { get; set; }
    public Guid ResourceId { get; set; }

    /// <summary>ISO day of the week, Monday 1 to Sunday 7.</summary>
    public int Weekday { get; set; }

    /// <summary>Minutes after local midnight.</summary>
    public int StartMinute { get; set; }

    /// <summary>Minutes after local midnight; beyond 1440 for a shift over midnight.</summary>
    public int EndMinute { get; set; }
    public LocalDate? ValidFrom { get; set; }
    public LocalDate? ValidUntil { get; set; }

    /// <summary>1 for every week, 2 for every other counted from the week of <see cref="ValidFrom"/>.</summary>
    public int IntervalWeeks { get; set; } = 1;
}

/// <summary>Other hours on one date: closed, or this range instead of the weekly hours (several rows for several ranges).</summary>
[AuditValues]
internal sealed class AvailabilityException
{
    public Guid Id { get; set; }

    /// <summary>Null: the whole practice.</summary>
    public Guid? ResourceId { get; set; }
    public LocalDate Date { get; set; }
    public bool IsClosed { get; set; }
    public int StartMinute { get; set; }
    public int EndMinute { get; set; }
    public string Reason { get; set; } = "";
}

/// <summary>A stretch in which a resource is away, both dates included.</summary>
internal sealed class TimeOff
{
    public Guid Id { get; set; }
    public Guid ResourceId { get; set; }
    public LocalDate From { get; set; }
    public LocalDate Until { get; set; }
    public string Reason { get; set; } = "";
}
