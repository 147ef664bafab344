using PracticeCms.Records.Contracts;

namespace PracticeCms.Records.Clients;

internal sealed class ClientTimeline(RecordsDb db, IVocabulary words, IAuditReads reads) : ITimelineSource
{
    public Permission Permission => Permissions.ViewClients;

    public async Task<IReadOnlyList<TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct)
    {
        var created = await db.Clients.Where(c => c.Id == clientId).Select(c => new { c.CreatedAt, c.Number }).FirstOrDefaultAsync(ct);
        if (created is not null)
        {
            reads.Seen("Client", clientId);
        }

        return created is null ? [] : [new TimelineEntry(created.CreatedAt, "person-plus", $"{words["Client"]} added", created.Number, null)];
    }
}

internal sealed class ClientActions : IClientActionProvider
{
    public IEnumerable<ClientAction> GetActions() =>
    [
        new("Add note", "pencil", id => $"admin/clients/{id}?tab=notes&write=1", Permissions.ManageNotes, 30),
        new("Edit", "pencil-square", id => $"admin/clients/{id}/edit", Permissions.ManageClients, 90),
    ];
}
