using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Types;

/// <summary>An activity's place in a type: which one, with which settings.</summary>
internal sealed record ActivityNode(string Id, string Name, bool IsStart, string Title, JsonObject Properties);

internal sealed record Transition(string Source, string Outcome, string Destination);

/// <summary>A type's JSON as the engine walks it. Reading it never fails: what does not fit is left out, and was reported on import.</summary>
internal sealed class WorkflowGraph
{
    private readonly Dictionary<string, ActivityNode> byId;
    private readonly ILookup<string, Transition> bySource;

    private WorkflowGraph(JsonObject json)
    {
        Json = json;
        TypeKey = Text(json, "WorkflowTypeId");
        Name = Text(json, "Name");
        IsEnabled = Flag(json, "IsEnabled", true);
        IsSingleton = Flag(json, "IsSingleton", false);
        DeleteFinished = Flag(json, "DeleteFinishedWorkflows", false);
        Activities = [.. Objects(json, "Activities").Select(Activity).Where(a => a.Id.Length > 0).DistinctBy(a => a.Id)];
        byId = Activities.ToDictionary(a => a.Id);
        Transitions = [.. Objects(json, "Transitions").Select(Read).Where(t => byId.ContainsKey(t.Source) && byId.ContainsKey(t.Destination))];
        bySource = Transitions.ToLookup(t => t.Source);
    }

    public JsonObject Json { get; }
    public string TypeKey { get; }
    public string Name { get; }
    public bool IsEnabled { get; }
    public bool IsSingleton { get; }
    public bool DeleteFinished { get; }
    public IReadOnlyList<ActivityNode> Activities { get; }
    public IReadOnlyList<Transition> Transitions { get; }
    public IEnumerable<ActivityNode> Starts => Activities.Where(a => a.IsStart);

    public static WorkflowGraph Of(JsonObject json) => new(json);

    public ActivityNode? Find(string activityId) => byId.GetValueOrDefault(activityId);

    /// <summary>Where an outcome leads, in the order of the JSON; a transition from an activity to itself counts like any other.</summary>
    public IEnumerable<Transition> From(string activityId, string outcome) =>
        bySource[activityId].Where(t => string.Equals(t.Outcome, outcome, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<Transition> From(string activityId) => bySource[activityId];

    public IEnumerable<Transition> Into(string activityId) => Transitions.Where(t => t.Destination == activityId);

    /// <summary>Every activity from which this one can be reached.</summary>
    public IReadOnlySet<string> AncestorsOf(string activityId)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([activityId]);
        while (open.TryPop(out var next))
        {
            foreach (var source in Into(next).Select(t => t.Source).Where(found.Add))
            {
                open.Push(source);
            }
        }

        return found;
    }

    private static ActivityNode Activity(JsonObject json)
    {
        var properties = json["Properties"] as JsonObject ?? [];
        var title = (properties["ActivityMetadata"] as JsonObject)?["Title"]?.ToString() ?? "";
        return new ActivityNode(Text(json, "ActivityId"), Text(json, "Name"), Flag(json, "IsStart", false), title, properties);
    }

    private static Transition Read(JsonObject json) =>
        new(Text(json, "SourceActivityId"), Text(json, "SourceOutcomeName"), Text(json, "DestinationActivityId"));

    private static IEnumerable<JsonObject> Objects(JsonObject json, string name) => (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    private static string Text(JsonObject json, string name) => json[name] is JsonValue value ? value.ToString() : "";

    private static bool Flag(JsonObject json, string name, bool otherwise) =>
        json[name] is JsonValue value ? string.Equals(value.ToString(), "true", StringComparison.OrdinalIgnoreCase) : otherwise;
}
