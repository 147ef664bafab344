namespace PracticeCms.Tasks.List;

internal enum TaskState
{
    Open,
    Done,
}

/// <summary>Something a member of staff, or whoever holds a role, has to do.</summary>
internal sealed class StaffTask : IClientRecord, IVersioned
{
    public Guid Id { get; set; }
    public long Version { get; set; }
    public string Title { get; set; } = "";
    public string Details { get; set; } = "";

    /// <summary>The client it is about; null for none, and then everybody with the permission sees it.</summary>
    public Guid? ClientId { get; set; }
    public Guid? AssigneeId { get; set; }
    public string? AssigneeRole { get; set; }
    public LocalDate? Due { get; set; }
    public TaskState State { get; set; }

    /// <summary>Stable key of whoever made it, so that a repeated step makes no second task.</summary>
    public string? Key { get; set; }

    /// <summary>Where the work is done, relative to the practice's base.</summary>
    public string? Url { get; set; }
    public Instant CreatedAt { get; set; }
    public Instant? CompletedAt { get; set; }
    public Guid? CompletedBy { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;

    public void Complete(Instant at, Guid? by) => (State, CompletedAt, CompletedBy) = (TaskState.Done, at, by);

    public void Reopen() => (State, CompletedAt, CompletedBy) = (TaskState.Open, null, null);
}
