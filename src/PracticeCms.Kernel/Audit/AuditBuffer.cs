using Microsoft.EntityFrameworkCore.ChangeTracking;
using PracticeCms.Kernel.Access;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>Gathers the running unit of work's audit events and writes them into its transaction.</summary>
internal sealed class AuditBuffer(TenantScope tenant, CurrentActor actor, IClock clock)
{
    /// <summary>The reason of what was seen of a record that is open in an emergency.</summary>
    public const string Emergency = "emergency";

    private readonly Dictionary<(string Kind, Guid? Client, Guid Entity), AuditEvent> changes = [];
    private readonly List<AuditEvent> events = [];

    public void Note(EntityEntry entry)
    {
        if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted) || AuditNames.OfChange(entry.Metadata.ClrType) is not { } kind)
        {
            return;
        }

        var fields = entry.State == EntityState.Modified
            ? entry.Properties.Where(p => p.IsModified && p.Metadata.Name != nameof(IVersioned.Version)).Select(p => p.Metadata.Name)
            : [];
        var added = Add(Action(entry.State), kind, (entry.Entity as IClientRecord)?.RecordOf, EntityOf(entry), fields);
        if (ConfigurationValues.Of(entry) is { } values)
        {
            added.Reason = added.Reason is null ? values : $"{added.Reason}; {values}";
        }
    }

    public AuditEvent Add(string action, string kind, Guid? clientId, Guid? entityId, IEnumerable<string> fields, string? reason = null)
    {
        if (reason is null && entityId is { } id && changes.TryGetValue((kind, clientId, id), out var earlier))
        {
            earlier.Action = earlier.Action == "created" && action == "changed" ? "created" : action;
            earlier.Fields = Join((earlier.Fields ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Concat(fields));
            return earlier;
        }

        var added = Stamp(new AuditEvent { Action = action, Kind = kind, ClientId = clientId, EntityId = entityId, Fields = Join(fields), Reason = reason });
        events.Add(added);
        if (reason is null && entityId is { } entity)
        {
            changes[(kind, clientId, entity)] = added;
        }

        return added;
    }

    public AuditEvent Stamp(AuditEvent audit)
    {
        audit.Id = Ids.New();
        audit.At = clock.GetCurrentInstant();
        audit.ActorKind = actor.Kind;
        audit.UserId = actor.UserId;
        audit.ActorName = actor.DisplayName;
        audit.Roles = actor.Roles.Count > 0 ? string.Join(',', actor.Roles) : null;
        audit.SessionId = tenant.SessionId;
        audit.Address = tenant.Address;
        audit.RequestId = tenant.RequestId;
        audit.Reason ??= audit.ClientId is { } client && IsEmergency(client) ? Emergency : null;
        audit.Origin = AuditOrigin.Of(tenant.Shell.Definition);
        return audit;
    }

    /// <summary>Whether who acts sees this client's record by an emergency alone.</summary>
    public bool IsEmergency(Guid client) => actor.Kind == ActorKind.Staff && tenant.Shell.Access.Emergencies is { Count: > 0 } open
        && open.Any(e => e.UserId == actor.UserId && e.ClientId == client && e.ExpiresAt > clock.GetCurrentInstant());

    public bool HasChange(string kind, Guid client) => events.Any(e => e.ClientId == client && e.Kind == kind);

    /// <param name="reads">What the unit of work has read, so that one commit serves both.</param>
    /// <returns>Whether there was anything to write.</returns>
    public async Task<bool> WriteAsync(TenantConnection connection, IEnumerable<AuditEvent> reads, CancellationToken ct)
    {
        IReadOnlyList<AuditEvent> written = [.. reads, .. events];
        await AuditSql.InsertAsync(await connection.OpenAsync(ct), connection.Transaction, written, ct);
        Clear();
        return written.Count > 0;
    }

    public void Clear()
    {
        events.Clear();
        changes.Clear();
    }

    /// <summary>The row's own id; of one that stands between a client and a member of staff, such as a place on a team, the member.</summary>
    private static Guid? EntityOf(EntityEntry entry)
    {
        var keys = entry.Metadata.FindPrimaryKey()?.Properties ?? [];
        var key = keys.Count == 1 ? keys[0] : keys.FirstOrDefault(k => k.Name == nameof(ClientTeamMember.UserId));
        return key is not null && key.ClrType == typeof(Guid) ? (Guid?)entry.Property(key.Name).CurrentValue : null;
    }

    private static string Action(EntityState state) => state switch
    {
        EntityState.Added => "created",
        EntityState.Deleted => "deleted",
        _ => "changed",
    };

    private static string? Join(IEnumerable<string> fields) => string.Join(',', fields.Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;
}

internal sealed class AuditTrail(AuditBuffer buffer, IUnitOfWork unitOfWork, TenantScope tenant, AuditWriters writers) : IAuditTrail
{
    public void Record(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null)
    {
        if (!unitOfWork.IsActive)
        {
            throw new InvalidOperationException("Audit events of a change are recorded inside its unit of work; use RecordNowAsync outside of one.");
        }

        buffer.Add(action, kind, clientId, entityId, [], reason ?? "");
    }

    public Task RecordNowAsync(string action, string kind, Guid? clientId = null, Guid? entityId = null, string? reason = null, CancellationToken ct = default)
    {
        // Inside a unit of work a second connection would wait for this one's lock.
        if (unitOfWork.IsActive)
        {
            Record(action, kind, clientId, entityId, reason);
            return Task.CompletedTask;
        }

        return writers.Of(tenant.Shell).WriteAsync(
            [buffer.Stamp(new AuditEvent { Action = action, Kind = kind, ClientId = clientId, EntityId = entityId, Reason = reason })]);
    }
}
