using PracticeCms.Access;

namespace PracticeCms.Data;

/// <summary>Which clients' records the current actor may see. Asked for by the query filter of every client's record.</summary>
public interface IClientScope
{
    /// <summary>True where the role's scope is every client.</summary>
    bool SeesAll { get; }

    /// <summary>The user whose team membership admits a record where <see cref="SeesAll"/> is false.</summary>
    Guid UserId { get; }

    /// <summary>Only clients that the user is responsible for, not all of their teams.</summary>
    bool OwnOnly { get; }

    /// <summary>Whether some clients are for their team alone; asked first, because most practices have none.</summary>
    bool HasRestrictions { get; }

    /// <summary>Whether some clients are hidden from this user by name.</summary>
    bool HasWalls { get; }

    /// <summary>Whether this user has opened a record in an emergency, and the hour is not over.</summary>
    bool HasEmergency { get; }

    /// <summary>
    /// When the latest emergency that this node knows of began. One that another node has opened since shows nothing here yet, because nobody here knows that its
    /// record is to be read alone.
    /// </summary>
    Instant EmergenciesUpTo { get; }

    /// <summary>Until when this client's record is open to read alone; null where it is not open by an emergency.</summary>
    Instant? EmergencyUntil(Guid clientId);
    Instant Now { get; }

    /// <summary>Whether the actor sees this group of fields, by a right, or of a record that is open in an emergency.</summary>
    bool Sees(FieldGroup group, Guid? clientId = null);
}

/// <summary>Membership of a staff member in a client's team; kept by the kernel, readable in each module's queries.</summary>
[AuditName("Team")]
public sealed class ClientTeamMember : IClientRecord
{
    public Guid ClientId { get; set; }
    public Guid UserId { get; set; }
    public bool IsResponsible { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}

/// <summary>A client who is hidden from one member of staff, whatever their roles and teams: the employee's own family, or the other side of a matter.</summary>
[AuditName("Wall")]
public sealed class ClientWall : IClientRecord
{
    public Guid ClientId { get; set; }
    public Guid UserId { get; set; }
    public string Reason { get; set; } = "";
    public Instant CreatedAt { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}

/// <summary>A client who is for their team alone, also where a role sees all.</summary>
[AuditName("Restriction")]
public sealed class ClientRestriction : IClientRecord
{
    public Guid ClientId { get; set; }
    public string Reason { get; set; } = "";
    public Instant CreatedAt { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}

/// <summary>One record that somebody opened in an emergency: to read, for an hour, to be reviewed.</summary>
[AuditName("EmergencyAccess")]
public sealed class EmergencyAccess : IClientRecord
{
    public static Duration Lasts { get; } = Duration.FromMinutes(60);

    public Guid Id { get; set; }
    public Guid ClientId { get; set; }
    public Guid UserId { get; set; }
    public string Category { get; set; } = "";
    public string Reason { get; set; } = "";

    /// <summary>Later than all others of the same user.</summary>
    public Instant StartedAt { get; set; }
    public Instant ExpiresAt { get; set; }
    public Instant? ReviewedAt { get; set; }
    public Guid? ReviewedBy { get; set; }
    public string? Verdict { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;
}

/// <summary>Lets the next request see a change of teams, walls, restrictions or emergencies.</summary>
public interface IClientAccessChanges
{
    /// <summary>With the commit of the running unit of work.</summary>
    void Announce();
}

/// <summary>Changing a record that is open to read alone, because it was opened in an emergency. A bug where it is not caught; a person gets 403.</summary>
public sealed class ReadOnlyRecordException() : InvalidOperationException("This record was opened in an emergency: it can be read, not changed.");

internal static class ClientAccessModel
{
    public static bool Has(Type type) => type == typeof(ClientTeamMember) || type == typeof(ClientWall) || type == typeof(ClientRestriction) || type == typeof(EmergencyAccess);

    public static void Map(ModelBuilder model)
    {
        model.Entity<ClientTeamMember>(e =>
        {
            e.ToTable("kernel_client_team", t => t.ExcludeFromMigrations());
            e.HasKey(m => new { m.ClientId, m.UserId });
        });
        model.Entity<ClientWall>(e =>
        {
            e.ToTable("kernel_client_wall", t => t.ExcludeFromMigrations());
            e.HasKey(w => new { w.ClientId, w.UserId });
        });
        model.Entity<ClientRestriction>(e =>
        {
            e.ToTable("kernel_client_restriction", t => t.ExcludeFromMigrations());
            e.HasKey(r => r.ClientId);
        });
        model.Entity<EmergencyAccess>(e => e.ToTable("kernel_emergency_access", t => t.ExcludeFromMigrations()));
    }
}
