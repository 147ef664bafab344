namespace PracticeCms.Tasks.List;

internal sealed class TaskSearch(TasksDb db) : ISearchSource
{
    public Permission Permission => Permissions.ManageTasks;

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken ct)
    {
        var text = query.Trim();
#pragma warning disable CA1304, CA1311, CA1862 // translated to SQL
        var found = await db.Tasks.AsNoTracking()
            .Where(t => t.State == TaskState.Open && t.Title.ToLower().Contains(text.ToLower()))
            .OrderBy(t => t.Due == null).ThenBy(t => t.Due).Take(limit).ToListAsync(ct);
#pragma warning restore CA1304, CA1311, CA1862
        return found.ConvertAll(t => new SearchHit("Task", t.Title, t.AssigneeRole ?? "", t.Url ?? $"admin/tasks?tab=all&q={Uri.EscapeDataString(t.Title)}", "check2-square"));
    }
}
