using PracticeCms.Workflows.Engine;

namespace PracticeCms.Workflows.Running;

/// <summary>What the pages about running workflows show.</summary>
internal sealed class RunList(WorkflowsDb db, WorkflowStore store, ActivityCatalog catalog)
{
    public const int PageSize = 50;

    internal sealed record Row(Guid Id, string TypeName, WorkflowStatus Status, int Steps, Instant CreatedAt, Instant ChangedAt, string WaitsFor, Instant? Due, string? Remark);

    internal sealed record Detail(
        Workflow Workflow, int TypeVersion, IReadOnlyList<WorkflowStep> Steps, IReadOnlyList<Bookmark> Waits, IReadOnlyList<Incident> Incidents, WorkflowState State, IReadOnlyList<string> SkipOutcomes)
    {
        /// <summary>The record is open in an emergency.</summary>
        public bool IsReadOnly { get; init; }
    }

    public async Task<(IReadOnlyList<Row> Rows, int Total)> SearchAsync(Guid? typeId, WorkflowStatus? status, int page, CancellationToken ct)
    {
        var found = db.Workflows.AsNoTracking().Where(w => (typeId == null || w.TypeId == typeId) && (status == null || w.Status == status));
        var total = await found.CountAsync(ct);
        var rows = await found.OrderByDescending(w => w.ChangedAt).ThenByDescending(w => w.Id).Page(page, PageSize).ToListAsync(ct);
        var ids = rows.Select(r => r.Id).ToList();
        var waits = (await db.Bookmarks.AsNoTracking().Where(b => ids.Contains(b.WorkflowId)).ToListAsync(ct)).ToLookup(b => b.WorkflowId);
        return ([.. rows.Select(w => new Row(
            w.Id, w.TypeName, w.Status, w.Steps, w.CreatedAt, w.ChangedAt, string.Join("; ", waits[w.Id].Select(b => b.Sentence)), waits[w.Id].Min(b => b.Due), w.Remark))], total);
    }

    public async Task<Detail?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.Workflows.AsNoTracking().FirstOrDefaultAsync(w => w.Id == id, ct) is not { } workflow)
        {
            return null;
        }

        var steps = await db.Steps.AsNoTracking().Where(s => s.WorkflowId == id).OrderByDescending(s => s.Number).Take(200).ToListAsync(ct);
        var waits = await db.Bookmarks.AsNoTracking().Where(b => b.WorkflowId == id).OrderBy(b => b.Due).ToListAsync(ct);
        var incidents = await db.Incidents.AsNoTracking().Where(i => i.WorkflowId == id).OrderByDescending(i => i.OpenedAt).ToListAsync(ct);
        var version = await db.Versions.AsNoTracking().Where(v => v.Id == workflow.TypeVersionId).Select(v => v.Number).FirstAsync(ct);
        return new Detail(workflow, version, [.. steps.AsEnumerable().Reverse()], waits, incidents, WorkflowState.Read(workflow.State), await OutcomesAsync(workflow, incidents, ct))
        {
            IsReadOnly = workflow.ClientId is { } client && db.RecordScope.EmergencyUntil(client) is not null,
        };
    }

    /// <summary>The outcomes by which a stopped step can be left out.</summary>
    private async Task<IReadOnlyList<string>> OutcomesAsync(Workflow workflow, IReadOnlyList<Incident> incidents, CancellationToken ct)
    {
        if (incidents.FirstOrDefault(i => i.ClosedAt is null) is not { } open)
        {
            return [];
        }

        var graph = await store.GraphAsync(workflow.TypeVersionId, ct);
        var offered = graph.Find(open.ActivityId) is { } node ? catalog.Make(node).Outcomes : [];
        return [.. graph.From(open.ActivityId).Select(t => t.Outcome).Concat(offered).DefaultIfEmpty("Done").Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
