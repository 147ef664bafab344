namespace PracticeCms.Data;

/// <summary>
/// An entity that belongs to a client. It is filtered by the actor's record scope, and reading or changing it is audited.
/// The mapped property must be called <c>ClientId</c> (the client's own entity: <c>Id</c>).
/// </summary>
public interface IClientRecord
{
    /// <summary>The client it belongs to; null where it belongs to none (yet), and then anyone with the permission sees it.</summary>
    Guid? RecordOf { get; }
}

/// <summary>An aggregate with optimistic concurrency; the version grows by one with each change, and a stale write is a 409.</summary>
public interface IVersioned
{
    long Version { get; set; }
}

/// <summary>Names an entity in the audit trail; by default the type's name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>
/// An entity whose changes need no audit event of their own, because the event of the aggregate or use case says it all.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotAuditedAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}

/// <summary>
/// What a practice has set up: the audit keeps what it was and what it is. Never on what is known of a client, nor on passwords and keys; a property whose
/// name ends in <c>Sealed</c> is named alone.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditValuesAttribute : Attribute;

/// <summary>A string property kept as JSON: jsonb on PostgreSQL, text on SQLite.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonColumnAttribute : Attribute;
