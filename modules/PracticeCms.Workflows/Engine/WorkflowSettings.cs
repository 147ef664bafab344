namespace PracticeCms.Workflows.Engine;

/// <summary>The emergency switch: while it is thrown, events and times are noted, and no step is taken.</summary>
public sealed class WorkflowSettings
{
    public bool IsStopped { get; set; }
    public string StoppedBy { get; set; } = "";
    public string Reason { get; set; } = "";
}
