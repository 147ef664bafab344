using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Types;

/// <summary>
/// Reads and writes Orchard Core's WorkflowType JSON: comments, trailing commas, a BOM and any case of names are accepted, and
/// everything is kept, so that export, import, export gives the same text.
/// </summary>
internal static class WorkflowTypeJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Null with a message where the text is not a JSON object.</summary>
    public static (JsonObject? Json, string? Problem) Parse(string text)
    {
        try
        {
            if (RecipeJson.Parse(text) is not JsonObject json)
            {
                return (null, "Expected a JSON object with Name, Activities and Transitions.");
            }

            return (json, null);
        }
        catch (JsonException e)
        {
            return (null, $"This is not valid JSON: {e.Message}");
        }
    }

    /// <summary>The same object with names of any case.</summary>
    public static (JsonObject? Json, string? Problem) Parse(JsonObject json) => Parse(json.ToJsonString());

    public static string Write(JsonNode json) => json.ToJsonString(Indented);

    /// <summary>Says whether two states of a type are the same; the switch and the ignored number are not part of it.</summary>
    public static string Hash(JsonObject json)
    {
        var content = (JsonObject)json.DeepClone();
        content.Remove("Id");
        content.Remove("IsEnabled");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToJsonString())));
    }
}
