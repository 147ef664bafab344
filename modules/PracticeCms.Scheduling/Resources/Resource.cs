namespace PracticeCms.Scheduling.Resources;

internal enum ResourceKind
{
    Practitioner,
    Room,
    Equipment,
}

/// <summary>Where visits take place; its zone is the one in which its days begin.</summary>
[AuditValues]
internal sealed class Location : IVersioned
{
    public Guid Id { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public string Address { get; set; } = "";

    /// <summary>IANA zone.</summary>
    public string Zone { get; set; } = "Etc/UTC";
    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
}

/// <summary>A practitioner, room or piece of equipment that time is claimed from.</summary>
[AuditValues]
internal sealed class Resource : IVersioned
{
    public Guid Id { get; set; }
    public string Code { get; set; } = "";
    public string Name { get; set; } = "";
    public ResourceKind Kind { get; set; }
    public string Title { get; set; } = "";
    public Guid LocationId { get; set; }

    /// <summary>The member of staff behind a practitioner.</summary>
    public Guid? UserId { get; set; }

    /// <summary>1 to 8: one of the calendar's palette.</summary>
    public int Colour { get; set; } = 1;
    public int Position { get; set; }
    public bool IsActive { get; set; } = true;
    public long Version { get; set; }
}
