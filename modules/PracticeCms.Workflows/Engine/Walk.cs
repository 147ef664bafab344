using System.Text.Json.Nodes;
using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>
/// How a workflow walks its graph; no database, no clock. Branches run in the order of their outcomes and transitions, each to its end
/// before the next begins. (Orchard Core runs the last branch first; nothing in the JSON depends on it.)
/// </summary>
internal static class Walk
{
    public static void Begin(WorkflowState state, string activityId, bool isEvent) => state.Pending.Add(new PendingActivity(activityId, isEvent, Visit(state, activityId)));

    /// <summary>Takes up an activity that waited; its branch goes before what else is pending.</summary>
    public static void Resume(WorkflowState state, string activityId, int visit) => state.Pending.Insert(0, new PendingActivity(activityId, true, visit));

    /// <summary>Leaves an activity by its outcomes and queues what follows.</summary>
    public static void Leave(WorkflowGraph graph, WorkflowState state, string activityId, IReadOnlyList<string> outcomes)
    {
        var at = 0;
        foreach (var transition in outcomes.SelectMany(o => graph.From(activityId, o)))
        {
            Arrive(graph, state, transition);
            state.Pending.Insert(at++, new PendingActivity(transition.Destination, false, Visit(state, transition.Destination)));
        }
    }

    /// <summary>Activities whose waiting ends because a join that waits for any branch has been passed.</summary>
    public static IReadOnlySet<string> Overtaken(WorkflowGraph graph, IActivity activity, string activityId, IReadOnlyList<string> outcomes) =>
        activity is JoinTask { WaitsForAny: true } && outcomes.Contains(JoinTask.Joined) ? graph.AncestorsOf(activityId) : new HashSet<string>();

    private static int Visit(WorkflowState state, string activityId) => state.Visits[activityId] = state.Visits.GetValueOrDefault(activityId) + 1;

    // A join must know which of its branches have come; the names are Orchard Core's.
    private static void Arrive(WorkflowGraph graph, WorkflowState state, Transition transition)
    {
        if (graph.Find(transition.Destination)?.Name != nameof(JoinTask))
        {
            return;
        }

        var join = state.StateOf(transition.Destination);
        join["Inbound"] = new JsonArray([.. graph.Into(transition.Destination).Select(Branch).Distinct().Select(b => JsonValue.Create(b))]);
        var branches = join["Branches"] as JsonArray ?? [];
        if (!branches.Any(b => b?.ToString() == Branch(transition)))
        {
            branches.Add(Branch(transition));
        }

        join["Branches"] = branches.Parent is null ? branches : branches.DeepClone();
    }

    private static string Branch(Transition transition) => $"@{transition.Source}_{transition.Outcome}";
}
