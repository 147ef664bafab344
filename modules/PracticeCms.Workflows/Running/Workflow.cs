namespace PracticeCms.Workflows.Running;

/// <summary>States of Orchard Core, of which the engine uses those that can be seen between two commits.</summary>
internal enum WorkflowStatus
{
    /// <summary>There is a next step, and the outbox will take it.</summary>
    Executing,

    /// <summary>Waits for a time or an event.</summary>
    Halted,
    Finished,

    /// <summary>Stopped at a step with an open incident.</summary>
    Faulted,

    /// <summary>Ended from outside: by a person, or because its record is gone.</summary>
    Aborted,
}

/// <summary>A running workflow. Its version number is the fence: of two steps taken at once, one commits.</summary>
internal sealed class Workflow : IClientRecord, IVersioned
{
    public Guid Id { get; set; }
    public long Version { get; set; }
    public Guid TypeId { get; set; }
    public Guid TypeVersionId { get; set; }
    public string TypeName { get; set; } = "";
    public WorkflowStatus Status { get; set; }

    /// <summary>Type, start activity and event: the same event never starts it twice.</summary>
    public string BusinessKey { get; set; } = "";
    public string CorrelationId { get; set; } = "";
    public Guid? ClientId { get; set; }
    public string State { get; set; } = "{}";
    public int Steps { get; set; }

    /// <summary>The last transient error, or why it was ended.</summary>
    public string? Remark { get; set; }
    public Instant CreatedAt { get; set; }
    public Instant ChangedAt { get; set; }

    Guid? IClientRecord.RecordOf => ClientId;

    public bool IsOver => Status is WorkflowStatus.Finished or WorkflowStatus.Aborted;
}

/// <summary>One committed execution of one activity.</summary>
[NotAudited("The journal is itself the proof of what a workflow did.")]
internal sealed class WorkflowStep
{
    public Guid Id { get; set; }
    public Guid WorkflowId { get; set; }
    public int Number { get; set; }
    public string ActivityId { get; set; } = "";
    public string ActivityName { get; set; } = "";
    public int Visit { get; set; }
    public string Sentence { get; set; } = "";
    public string Outcome { get; set; } = "";
    public string? Error { get; set; }
    public Instant At { get; set; }
}

/// <summary>Where a workflow waits, and for what.</summary>
[NotAudited("Part of its workflow.")]
internal sealed class Bookmark
{
    public Guid Id { get; set; }
    public Guid WorkflowId { get; set; }
    public string ActivityId { get; set; } = "";
    public int Visit { get; set; }
    public string EventName { get; set; } = "";
    public string CorrelationId { get; set; } = "";
    public Instant? Due { get; set; }
    public Instant? NotAfter { get; set; }

    /// <summary>What it waits for, as people read it.</summary>
    public string Sentence { get; set; } = "";
}

/// <summary>A step that could not be taken and needs a person.</summary>
[AuditName("WorkflowIncident")]
internal sealed class Incident
{
    public Guid Id { get; set; }
    public Guid WorkflowId { get; set; }
    public string ActivityId { get; set; } = "";
    public int Visit { get; set; }
    public string Sentence { get; set; } = "";
    public string Error { get; set; } = "";
    public Instant OpenedAt { get; set; }
    public Instant? ClosedAt { get; set; }
    public string? Resolution { get; set; }
    public string? Reason { get; set; }
    public string? ClosedBy { get; set; }
}
