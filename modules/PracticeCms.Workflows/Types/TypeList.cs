using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Types;

/// <summary>What the pages about workflow types show.</summary>
internal sealed class TypeList(WorkflowsDb db, WorkflowStore store, ActivityCatalog catalog, CheckType check)
{
    internal sealed record Row(Guid Id, string Name, string Sentence, bool IsEnabled, int Running, int Faulted, Instant? LastRun);

    internal sealed record Detail(WorkflowType Type, IReadOnlyList<OutlineLine> Lines, IReadOnlyList<WorkflowVersion> Versions, string Json, IReadOnlyList<TypeProblem> Problems);

    public async Task<IReadOnlyList<Row>> ListAsync(CancellationToken ct)
    {
        var counts = (await db.Workflows.GroupBy(w => new { w.TypeId, w.Status })
            .Select(g => new { g.Key.TypeId, g.Key.Status, Count = g.Count(), Last = g.Max(w => w.CreatedAt) }).ToListAsync(ct)).ToLookup(c => c.TypeId);
        return [.. (await db.Types.AsNoTracking().OrderBy(t => t.Name).ToListAsync(ct)).Select(t => new Row(
            t.Id,
            t.Name,
            t.Sentence,
            t.IsEnabled,
            counts[t.Id].Where(c => c.Status is WorkflowStatus.Executing or WorkflowStatus.Halted).Sum(c => c.Count),
            counts[t.Id].Where(c => c.Status == WorkflowStatus.Faulted).Sum(c => c.Count),
            counts[t.Id].Any() ? counts[t.Id].Max(c => c.Last) : null))];
    }

    /// <param name="number">A version's number; 0 for the current one.</param>
    public async Task<Detail?> FindAsync(Guid id, int number, CancellationToken ct)
    {
        if (await db.Types.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct) is not { } type)
        {
            return null;
        }

        var versions = await db.Versions.AsNoTracking().Where(v => v.TypeId == id).OrderByDescending(v => v.Number).ToListAsync(ct);
        var shown = versions.FirstOrDefault(v => v.Number == number) ?? versions.First(v => v.Id == type.CurrentVersionId);
        var json = TypeExport.Json(type, shown);
        return new Detail(
            type, Outline.Lines(await store.GraphAsync(shown.Id, ct), catalog.Sentence), versions, WorkflowTypeJson.Write(json), await check.ExecuteAsync(json));
    }
}
