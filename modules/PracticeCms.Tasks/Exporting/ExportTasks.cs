using PracticeCms.Tasks.List;

namespace PracticeCms.Tasks.Exporting;

internal sealed class ExportTasks(TasksDb db) : IExportsClients
{
    public IEnumerable<RecordPart> GetParts() => [new("Tasks", Permissions.ManageTasks, TasksAsync)];

    private async Task<IReadOnlyList<RecordFile>> TasksAsync(Guid id, CancellationToken ct)
    {
        var tasks = await db.Set<StaffTask>().AsNoTracking().Where(t => t.ClientId == id).OrderBy(t => t.CreatedAt).ToListAsync(ct);
        return tasks.Count > 0 ? [RecordFile.Json("tasks.json", tasks.Select(t => new { t.Id, t.Title, t.Details, t.State, t.Due, t.CreatedAt, t.CompletedAt }))] : [];
    }
}
