namespace PracticeCms.Audit;

/// <summary>Writes what the change interceptor cannot know: a use case's own name for what happened, or its reason.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// Adds an event to the running unit of work. Entities are audited when they are saved; call this for acts that change no
    /// client's entity (sign-in, export, configuration) or that need a reason. Never pass values of a record.
    /// </summary>
    /// <param name="action">Past tense, such as <c>exported</c>.</param>
    /// <param name="kind">The noun, such as <c>Client</c>.</param>
    void Record(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null);

    /// <summary>Adds an event outside of a unit of work, such as a failed sign-in; committed before it returns.</summary>
    Task RecordNowAsync(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null, CancellationToken ct = default);
}

/// <summary>
/// Notes which clients' records this request has read. Entities are noted when EF materialises them; queries that project columns
/// or count must say so here. Written once per request, client and kind before the response leaves.
/// </summary>
public interface IAuditReads
{
    void Seen(string kind, Guid clientId);
    void Seen(string kind, IEnumerable<Guid> clientIds);

    /// <summary>A list view: one event that carries all ids.</summary>
    void Listed(string kind, IReadOnlyCollection<Guid> clientIds);
}
