using System.Text.Json.Nodes;
using PracticeCms.Workflows;
using PracticeCms.Workflows.Types;

namespace PracticeCms.UnitTests.Workflows;

internal static class SampleTypes
{
    /// <summary>As a person would write it: a BOM, comments, trailing commas, names in another case, a property nobody knows.</summary>
    public const string Untidy = """
        {
          // the confirmation
          "workflowTypeId": "4k1mxxxxxxxxxxxxxxxxxxxxxx", "Name": "Confirmation", "IsEnabled": true, "FromTheFuture": { "Colour": "blue" },
          "Activities": [
            { "ActivityId": "start", "Name": "AppointmentBookedEvent", "X": 10, "Y": 20, "IsStart": true, "Properties": { "ActivityMetadata": { "Title": "A visit is booked" } } },
            { "ActivityId": "unknown", "Name": "PostToTwitterTask", "Properties": { "Text": { "Expression": "hello" }, }, },
          ],
          "Transitions": [ { "Id": 0, "SourceActivityId": "start", "SourceOutcomeName": "Done", "DestinationActivityId": "unknown" } ],
        }
        """;

    public static WorkflowGraph Graph(string activities, string transitions) => WorkflowGraph.Of(WorkflowTypeJson.Parse(Json(activities, transitions)).Json!);

    /// <param name="activities">Such as <c>a:ForkTask*, b:LogTask</c>; a star marks the start.</param>
    /// <param name="transitions">Such as <c>a-Left-b, b-Done-c</c>.</param>
    public static string Json(string activities, string transitions) => new JsonObject
    {
        ["Name"] = "Sample",
        ["Activities"] = new JsonArray([.. Parts(activities).Select(a => a.Split(':')).Select(a => new JsonObject
        {
            ["ActivityId"] = a[0],
            ["Name"] = a[1].TrimEnd('*'),
            ["IsStart"] = a[1].EndsWith('*'),
            ["Properties"] = new JsonObject(),
        })]),
        ["Transitions"] = new JsonArray([.. Parts(transitions).Select(t => t.Split('-')).Select(t => new JsonObject
        {
            ["SourceActivityId"] = t[0],
            ["SourceOutcomeName"] = t[1],
            ["DestinationActivityId"] = t[2],
        })]),
    }.ToJsonString();

    public static WorkflowContext Context(JsonObject? input = null, JsonObject? activityState = null) => new()
    {
        WorkflowId = Guid.Empty,
        WorkflowName = "Sample",
        Input = input ?? [],
        Properties = [],
        Output = [],
        ActivityState = activityState ?? [],
        ActivityId = "a",
        Visit = 1,
        IdempotencyKey = "key",
        Services = null!,
        Evaluator = null!,
    };

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
