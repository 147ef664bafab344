namespace PracticeCms.Tasks.Contracts;

/// <param name="Key">Stable key: a second task with the same key is not made; null for none.</param>
public sealed record NewTask(string Title, string? Details, Guid? ClientId, Guid? AssigneeId, string? AssigneeRole, LocalDate? Due, string? Key, string? Url);

public interface IStaffTasks
{
    /// <summary>Adds a task in the running unit of work.</summary>
    Task<Result<Guid>> CreateAsync(NewTask task, CancellationToken ct = default);
}
