using PracticeCms.Records.Contracts;

namespace PracticeCms.Records.Notes;

/// <summary>Says that there is a note, not what it says: the timeline is read over shoulders.</summary>
internal sealed class NoteTimeline(RecordsDb db, IAuditReads reads) : ITimelineSource
{
    public Permission Permission => Permissions.ViewNotes;

    public async Task<IReadOnlyList<TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct)
    {
        var notes = await db.Notes.Where(n => n.ClientId == clientId).OrderByDescending(n => n.CreatedAt).Take(limit)
            .Select(n => new { n.Id, n.CreatedAt, n.AuthorName, n.SignedAt, n.AddendumTo }).ToListAsync(ct);
        if (notes.Count > 0)
        {
            reads.Seen("Note", clientId);
        }

        return [.. notes.Select(n => new TimelineEntry(
            n.CreatedAt,
            n.SignedAt is null ? "pencil" : "journal-text",
            n.AddendumTo is not null ? "Addendum" : n.SignedAt is null ? "Draft note" : "Note",
            n.AuthorName,
            $"admin/clients/{clientId}?tab=notes#note-{n.Id}"))];
    }
}
