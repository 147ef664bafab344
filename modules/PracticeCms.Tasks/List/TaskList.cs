using PracticeCms.Records.Contracts;

namespace PracticeCms.Tasks.List;

/// <summary>Tasks as the screens list them: due first, then undated, newest first within.</summary>
internal sealed class TaskList(TasksDb db, ICurrentActor actor, IClients clients, IUserDirectory users, ITenant tenant, IClock clock)
{
    public const int PageSize = 50;

    public enum Tab
    {
        Mine,
        All,
        Done,
    }

    public sealed record Row(StaffTask Task, ClientSummary? Client, string Assignee, DueBadge? Due);

    public sealed record Found(IReadOnlyList<Row> Rows, int Total);

    public async Task<Found> SearchAsync(Tab tab, string? query, string? due, int page, int size, CancellationToken ct)
    {
        var tasks = Filter(tab, query, due);
        var total = await tasks.CountAsync(ct);
        var ordered = tab == Tab.Done
            ? tasks.OrderByDescending(t => t.CompletedAt)
            : tasks.OrderBy(t => t.Due == null).ThenBy(t => t.Due).ThenByDescending(t => t.CreatedAt);
        var found = await ordered.ThenBy(t => t.Id).Page(page, size).AsNoTracking().ToListAsync(ct);
        return new Found(await ToRowsAsync(found, ct), total);
    }

    public Task<int> CountAsync(Tab tab, CancellationToken ct) => Filter(tab, null, null).CountAsync(ct);

    private IQueryable<StaffTask> Filter(Tab tab, string? query, string? due)
    {
        var state = tab == Tab.Done ? TaskState.Done : TaskState.Open;
        var tasks = db.Tasks.Where(t => t.State == state);
        if (tab == Tab.Mine)
        {
            var me = actor.UserId;
            var roles = actor.Roles.ToList();
            tasks = tasks.Where(t => t.AssigneeId == me || (t.AssigneeId == null && (t.AssigneeRole == null || roles.Contains(t.AssigneeRole))));
        }

        if ((query ?? "").Trim() is { Length: > 0 } text)
        {
#pragma warning disable CA1304, CA1311, CA1862 // translated to SQL
            tasks = tasks.Where(t => t.Title.ToLower().Contains(text.ToLower()));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var today = tenant.Today(clock);
        return due switch
        {
            "overdue" => tasks.Where(t => t.Due < today),
            "today" => tasks.Where(t => t.Due == today),
            "week" => tasks.Where(t => t.Due >= today && t.Due < today.PlusDays(7)),
            "none" => tasks.Where(t => t.Due == null),
            _ => tasks,
        };
    }

    /// <summary><c>FrontDesk</c> reads as Front desk.</summary>
    public static string RoleText(string? role) => string.IsNullOrEmpty(role)
        ? "Anybody"
        : string.Concat(role.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(role[i - 1]) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private async Task<IReadOnlyList<Row>> ToRowsAsync(List<StaffTask> tasks, CancellationToken ct)
    {
        var ids = tasks.Select(t => t.ClientId).OfType<Guid>().Distinct().ToList();
        var names = ids.Count == 0 ? new Dictionary<Guid, ClientSummary>() : await clients.FindAsync(ids, ct);
        var staff = (await users.ListAsync(ct)).ToDictionary(u => u.Id, u => u.DisplayName);
        var today = tenant.Today(clock);
        return tasks.ConvertAll(t => new Row(
            t,
            t.ClientId is { } id ? names.GetValueOrDefault(id) : null,
            t.AssigneeId is { } user ? staff.GetValueOrDefault(user, "Former colleague") : RoleText(t.AssigneeRole),
            t.State == TaskState.Done ? null : DueBadge.For(t.Due, today, tenant.Culture)));
    }
}
