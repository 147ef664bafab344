using System.Text.Json;
using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Engine;

/// <summary>The next thing to do: run an activity, or take it up again after what it waited for came.</summary>
internal sealed record PendingActivity(string ActivityId, bool IsResume, int Visit);

/// <summary>What a workflow remembers between its steps; kept as JSON with the workflow.</summary>
internal sealed class WorkflowState
{
    private const int RememberedEvents = 50;

    private static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonObject Input { get; set; } = [];
    public JsonObject Output { get; set; } = [];
    public JsonObject Properties { get; set; } = [];
    public JsonNode? LastResult { get; set; }
    public Dictionary<string, JsonObject> ActivityStates { get; set; } = [];
    public Dictionary<string, int> Visits { get; set; } = [];
    public List<PendingActivity> Pending { get; set; } = [];

    /// <summary>Events it has already taken, so that a repeated delivery does not wake it twice.</summary>
    public List<string> Events { get; set; } = [];

    public static WorkflowState Read(string json) => JsonSerializer.Deserialize<WorkflowState>(json, Options) ?? new WorkflowState();

    public string Write() => JsonSerializer.Serialize(this, Options);

    public JsonObject StateOf(string activityId)
    {
        if (!ActivityStates.TryGetValue(activityId, out var state))
        {
            ActivityStates[activityId] = state = [];
        }

        return state;
    }

    /// <summary>False where this event was taken before.</summary>
    public bool Take(string eventId)
    {
        if (Events.Contains(eventId))
        {
            return false;
        }

        Events.Add(eventId);
        if (Events.Count > RememberedEvents)
        {
            Events.RemoveAt(0);
        }

        return true;
    }
}
