using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>A workflow in the middle of a unit of work: its row, its graph and its state.</summary>
internal sealed class OpenWorkflow(Workflow row, WorkflowGraph graph)
{
    public Workflow Row { get; } = row;
    public WorkflowGraph Graph { get; } = graph;
    public WorkflowState State { get; } = WorkflowState.Read(row.State);

    /// <summary>Puts the state back into the row; the row's version is the fence.</summary>
    public void Keep(Instant now)
    {
        Row.State = State.Write();
        Row.ChangedAt = now;
    }
}

internal static class WorkflowMessages
{
    public const string Advance = "workflow.advance";
    public const string Event = "workflow.event";
    public const string Timer = "workflow";
    public const string Schedule = "workflow.schedule";
}

internal sealed record AdvanceMessage(Guid WorkflowId);

internal sealed record EventMessage(string Name, System.Text.Json.Nodes.JsonObject Input, string CorrelationId, Guid? ClientId, string EventId);

internal sealed record BookmarkMessage(Guid WorkflowId, Guid BookmarkId);

internal sealed record ScheduleMessage(Guid TypeId, string ActivityId);
