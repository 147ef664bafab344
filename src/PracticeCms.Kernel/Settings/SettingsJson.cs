using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PracticeCms.Kernel.Settings;

/// <summary>How settings are written: members by their own names, readable in a diff.</summary>
internal static class SettingsJson
{
    public static JsonSerializerOptions Options { get; } = new(PracticeCms.Recipes.RecipeJson.Options)
    {
        WriteIndented = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Sets members, in any case of their names; returns the names of those that differed.</summary>
    public static IReadOnlyList<string> Merge(JsonObject document, JsonObject members)
    {
        var differences = new List<string>();
        foreach (var (name, value) in members)
        {
            var own = document.Select(m => m.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            if (document.ContainsKey(own) && JsonNode.DeepEquals(document[own], value))
            {
                continue;
            }

            document[own] = value?.DeepClone();
            differences.Add(own);
        }

        return differences;
    }
}
