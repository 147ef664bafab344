namespace PracticeCms.Workflows.Types;

/// <summary>An automation by its name; what it does is in its versions.</summary>
[AuditValues]
internal sealed class WorkflowType : IVersioned
{
    public Guid Id { get; set; }
    public long Version { get; set; }

    /// <summary>The <c>WorkflowTypeId</c> of the JSON, by which recipes know it.</summary>
    public string TypeKey { get; set; } = "";
    public string Name { get; set; } = "";
    public bool IsEnabled { get; set; }
    public bool IsSingleton { get; set; }

    /// <summary>Names of the activities it starts with, each between bars, so that an event finds it with one comparison.</summary>
    public string StartsWith { get; set; } = "";

    /// <summary>What it does, in one sentence, made when it was published.</summary>
    public string Sentence { get; set; } = "";
    public Guid CurrentVersionId { get; set; }
    public int CurrentNumber { get; set; }
    public Instant ChangedAt { get; set; }

    public static string StartMark(string activity) => $"|{activity}|";
}

/// <summary>One published state of a type. Never changes: workflows that began with it end with it.</summary>
[NotAudited("Publishing is audited with the type.")]
internal sealed class WorkflowVersion
{
    public Guid Id { get; set; }
    public Guid TypeId { get; set; }
    public int Number { get; set; }
    public string Sha256 { get; set; } = "";

    /// <summary>The JSON as it came, with everything in it that we do not know. Text and not jsonb, which would re-order it.</summary>
    public string Json { get; set; } = "";
    public Instant PublishedAt { get; set; }
    public string PublishedBy { get; set; } = "";
}
