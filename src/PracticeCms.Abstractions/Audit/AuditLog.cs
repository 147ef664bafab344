namespace PracticeCms.Audit;

/// <summary>Reads the audit trail. The caller asks for the permission and audits that it looked.</summary>
public interface IAuditLog
{
    /// <summary>Newest first. An event of a list view matches each client on the list. A client whom a wall hides from the actor is in none of them.</summary>
    Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken ct = default);
}

/// <summary>All conditions must hold; null is no condition.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Page">Begins at 1.</param>
public sealed record AuditQuery(
    Guid? ClientId = null,
    Guid? UserId = null,
    Instant? From = null,
    Instant? To = null,
    string? Action = null,
    string? Kind = null,
    int Page = 1,
    int PageSize = 50);

public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, int Total);

/// <summary>One act: who did what to which record, never the values.</summary>
/// <param name="Kind">The noun, such as <c>Client</c>.</param>
/// <param name="Fields">Names of changed fields, comma separated.</param>
/// <param name="ClientIds">For a list view: all clients on it; else empty.</param>
public sealed record AuditEntry(
    Guid Id,
    Instant At,
    Access.ActorKind ActorKind,
    Guid? UserId,
    string ActorName,
    string Action,
    string Kind,
    Guid? ClientId,
    Guid? EntityId,
    string? Fields,
    string? Reason,
    string? Address,
    string? RequestId,
    IReadOnlyList<Guid> ClientIds)
{
    /// <summary>The actor's roles at that moment, comma separated.</summary>
    public string? Roles { get; init; }
    public Guid? SessionId { get; init; }

    /// <summary>Node, product version and the practice's zone.</summary>
    public string Origin { get; init; } = "";
}
