using PracticeCms.Tasks.Contracts;

namespace PracticeCms.Tasks.List;

/// <summary>Adds a task. One with a key that is there already is that task, not another one.</summary>
internal sealed class AddTask(TasksDb db, IUnitOfWork unitOfWork, IClock clock) : IStaffTasks
{
    public Task<Result<Guid>> CreateAsync(NewTask task, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => AddAsync(task, token), ct);

    private async Task<Result<Guid>> AddAsync(NewTask task, CancellationToken ct)
    {
        var title = (task.Title ?? "").Trim();
        var check = new Check()
            .That(title.Length is > 0 and <= 200, "Title", "Say in up to 200 characters what is to be done.")
            .That((task.Details?.Length ?? 0) <= 4000, "Details", "Use at most 4,000 characters.")
            .That(task.Url is null || IsLocal(task.Url), "Url", "Use an address below the practice's own, such as admin/clients.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if (task.Key is not null && await KnownAsync(task.Key, ct) is { } known)
        {
            return known;
        }

        var added = new StaffTask
        {
            Id = Ids.New(),
            Title = title,
            Details = (task.Details ?? "").Trim(),
            ClientId = task.ClientId,
            AssigneeId = task.AssigneeId,
            AssigneeRole = string.IsNullOrWhiteSpace(task.AssigneeRole) ? null : task.AssigneeRole.Trim(),
            Due = task.Due,
            Key = task.Key,
            Url = task.Url,
            CreatedAt = clock.GetCurrentInstant(),
        };
        db.Tasks.Add(added);
        await unitOfWork.FlushAsync(ct);
        return added.Id;
    }

    // The key counts for the whole practice, whatever the actor may see.
    private async Task<Guid?> KnownAsync(string key, CancellationToken ct)
    {
        var ids = await db.Tasks.IgnoreQueryFilters().Where(t => t.Key == key).Select(t => t.Id).ToListAsync(ct);
        return ids.Count == 0 ? null : ids[0];
    }

    private static bool IsLocal(string url) =>
        url.Length is > 0 and <= 500 && url[0] != '/' && !url.Contains(':', StringComparison.Ordinal) && !url.Contains('\\', StringComparison.Ordinal);
}

/// <summary>Completes a task, or opens it again.</summary>
internal sealed class CompleteTask(TasksDb db, IUnitOfWork unitOfWork, IClock clock, ICurrentActor actor)
{
    public Task<Result<bool>> ExecuteAsync(Guid id, bool done, CancellationToken ct = default) => unitOfWork.RunAsync<Result<bool>>(
        async token =>
        {
            if (await db.Tasks.SingleOrDefaultAsync(t => t.Id == id, token) is not { } task)
            {
                return Problem.NotFound("The task");
            }

            if (task.State == TaskState.Done == done)
            {
                return false;
            }

            if (done)
            {
                task.Complete(clock.GetCurrentInstant(), actor.UserId);
            }
            else
            {
                task.Reopen();
            }

            return true;
        },
        ct);
}
