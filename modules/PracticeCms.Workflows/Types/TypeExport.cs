using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Types;

/// <summary>A type as it came, with today's switch.</summary>
internal static class TypeExport
{
    public static JsonObject Json(WorkflowType type, WorkflowVersion version)
    {
        var json = WorkflowTypeJson.Parse(version.Json).Json ?? [];
        if (json.ContainsKey("IsEnabled") || !type.IsEnabled)
        {
            json["IsEnabled"] = type.IsEnabled;
        }

        return json;
    }
}
