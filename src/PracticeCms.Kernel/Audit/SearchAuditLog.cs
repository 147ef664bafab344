using System.Text.Json;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Audit;

/// <summary>Answers the explorer's questions from the audit table. Of a client whom a wall hides from whoever asks there are no events.</summary>
internal sealed class SearchAuditLog(KernelDb db) : IAuditLog
{
    private const int LargestPage = 5000;

    public async Task<AuditPage> SearchAsync(AuditQuery query, CancellationToken ct = default)
    {
        var hidden = await HiddenAsync(ct);
        if (query.ClientId is { } client && hidden.Contains(client))
        {
            return new AuditPage([], 0);
        }

        var events = WithoutHidden(Filter(query), hidden);
        var total = await events.CountAsync(ct);
        var size = Math.Clamp(query.PageSize, 1, LargestPage);
        var rows = await events
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id)
            .Page(query.Page, size)
            .ToListAsync(ct);
        return new AuditPage(rows.ConvertAll(e => ToEntry(e, hidden)), total);
    }

    private async Task<List<Guid>> HiddenAsync(CancellationToken ct)
    {
        var reader = db.RecordScope.UserId;
        return db.RecordScope.HasWalls ? await db.Set<ClientWall>().Where(w => w.UserId == reader).Select(w => w.ClientId).ToListAsync(ct) : [];
    }

    private static IQueryable<AuditEvent> WithoutHidden(IQueryable<AuditEvent> events, List<Guid> hidden) => hidden.Count == 0
        ? events
        : events.Where(e => (e.ClientId == null || !hidden.Contains(e.ClientId.Value)) && (e.EntityId == null || !hidden.Contains(e.EntityId.Value)));

    private IQueryable<AuditEvent> Filter(AuditQuery query)
    {
        var events = db.Set<AuditEvent>().AsNoTracking();
        if (query.ClientId is { } client)
        {
            var text = client.ToString();
            events = events.Where(e => e.ClientId == client || (e.ClientIds != null && e.ClientIds.Contains(text)));
        }

        if (query.UserId is { } user)
        {
            events = events.Where(e => e.UserId == user);
        }

        if (query.From is { } from)
        {
            events = events.Where(e => e.At >= from);
        }

        if (query.To is { } to)
        {
            events = events.Where(e => e.At < to);
        }

        if (query.Action is { Length: > 0 } action)
        {
            events = events.Where(e => e.Action == action);
        }

        return query.Kind is { Length: > 0 } kind ? events.Where(e => e.Kind == kind) : events;
    }

    private static AuditEntry ToEntry(AuditEvent e, List<Guid> hidden) => new(
        e.Id, e.At, e.ActorKind, e.UserId, e.ActorName, e.Action, e.Kind, e.ClientId, e.EntityId, e.Fields, e.Reason, e.Address, e.RequestId,
        e.ClientIds is { } ids ? JsonSerializer.Deserialize<List<Guid>>(ids)!.FindAll(id => !hidden.Contains(id)) : [])
    {
        Roles = e.Roles,
        SessionId = e.SessionId,
        Origin = e.Origin,
    };
}
