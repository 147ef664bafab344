using PracticeCms.Workflows.Running;

namespace PracticeCms.Workflows.Engine;

/// <summary>Bookmarks and their timers.</summary>
internal sealed class Waits(WorkflowsDb db, ITimers timers, ITenant tenant)
{
    public async Task AddAsync(OpenWorkflow workflow, IActivity activity, PendingActivity step, string sentence, ActivityResult result, CancellationToken ct)
    {
        var bookmark = new Bookmark
        {
            Id = Ids.New(),
            WorkflowId = workflow.Row.Id,
            ActivityId = step.ActivityId,
            Visit = step.Visit,
            EventName = activity.Name,
            CorrelationId = workflow.Row.CorrelationId,
            Due = result.Until,
            NotAfter = result.NotAfter,
            Sentence = sentence,
        };
        db.Bookmarks.Add(bookmark);
        await ArmAsync(bookmark, ct);
    }

    public async Task MoveAsync(Bookmark bookmark, Instant due, CancellationToken ct)
    {
        bookmark.Due = due;
        await ArmAsync(bookmark, ct);
    }

    public async Task RemoveAsync(Bookmark bookmark, CancellationToken ct)
    {
        db.Bookmarks.Remove(bookmark);
        if (bookmark.Due is not null)
        {
            await timers.CancelAsync(WorkflowMessages.Timer, Key(bookmark), ct);
        }
    }

    public async Task RemoveAsync(Guid workflowId, IReadOnlySet<string> activities, CancellationToken ct)
    {
        if (activities.Count == 0)
        {
            return;
        }

        foreach (var bookmark in (await OfAsync(workflowId, ct)).Where(b => activities.Contains(b.ActivityId)))
        {
            await RemoveAsync(bookmark, ct);
        }
    }

    public async Task<bool> AnyAsync(Guid workflowId, CancellationToken ct) => (await OfAsync(workflowId, ct)).Count > 0;

    /// <summary>What the workflow waits for, with what this unit of work has changed and not yet saved.</summary>
    public async Task<IReadOnlyList<Bookmark>> OfAsync(Guid workflowId, CancellationToken ct)
    {
        await db.Bookmarks.Where(b => b.WorkflowId == workflowId).LoadAsync(ct);
        return [.. db.Bookmarks.Local.Where(b => b.WorkflowId == workflowId)];
    }

    private static string Key(Bookmark bookmark) => bookmark.Id.ToString("N");

    private async Task ArmAsync(Bookmark bookmark, CancellationToken ct)
    {
        if (bookmark.Due is { } due)
        {
            var wall = due.InZone(tenant.Zone).LocalDateTime;
            var message = new BookmarkMessage(bookmark.WorkflowId, bookmark.Id);
            await timers.ScheduleAsync(
                new TimerRequest(WorkflowMessages.Timer, Key(bookmark), due, message, $"workflow:{bookmark.WorkflowId:N}", wall, tenant.Zone.Id), ct);
        }
    }
}
