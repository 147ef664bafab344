using System.Text.Json;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>What this scope has read: written with its next commit, or else in one of its own before the response leaves.</summary>
internal sealed class AuditReads(TenantScope tenant, AuditBuffer buffer, AuditWriters writers) : IAuditReads
{
    /// <summary>A request that reads more clients than this of one kind is a list.</summary>
    private const int ListFrom = 4;

    private readonly Dictionary<string, HashSet<Guid>> seen = [];
    private readonly Dictionary<string, HashSet<Guid>> written = [];
    private readonly List<AuditEvent> owed = [];

    public void Seen(string kind, Guid clientId)
    {
        if (!seen.TryGetValue(kind, out var clients))
        {
            seen[kind] = clients = [];
        }

        clients.Add(clientId);
    }

    public void Seen(string kind, IEnumerable<Guid> clientIds)
    {
        foreach (var id in clientIds)
        {
            Seen(kind, id);
        }
    }

    public void Listed(string kind, IReadOnlyCollection<Guid> clientIds) => Seen(kind, clientIds);

    /// <summary>Commits what no unit of work has committed. Throws when it cannot, and then nothing may leave.</summary>
    public Task WriteAsync() => tenant.HasTenant && Take() is { Count: > 0 } events ? writers.Of(tenant.Shell).WriteAsync(events) : Task.CompletedTask;

    /// <summary>
    /// One event per client and kind, or one with all ids for a list, and another with those that are open in an emergency. Who takes them writes them, or gives them back.
    /// </summary>
    public IReadOnlyList<AuditEvent> Take()
    {
        List<AuditEvent> events = [.. owed];
        owed.Clear();
        foreach (var (kind, clients) in seen)
        {
            if (written.TryGetValue(kind, out var already))
            {
                clients.ExceptWith(already);
                already.UnionWith(clients);
            }
            else
            {
                written[kind] = [.. clients];
            }

            events.AddRange(clients.Count >= ListFrom
                ? clients.GroupBy(buffer.IsEmergency).Select(g => buffer.Stamp(new AuditEvent { Action = "listed", Kind = kind, ClientIds = JsonSerializer.Serialize(g), Reason = g.Key ? AuditBuffer.Emergency : null }))
                : clients.Select(c => buffer.Stamp(new AuditEvent { Action = "viewed", Kind = kind, ClientId = c })));
        }

        seen.Clear();
        return events;
    }

    public void GiveBack(IEnumerable<AuditEvent> events) => owed.AddRange(events);
}
