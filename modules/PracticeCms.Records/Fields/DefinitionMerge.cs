using System.Text.Json.Nodes;

namespace PracticeCms.Records.Fields;

/// <summary>Orchard's merge: members that are given win, members that are not stay, lists of named things merge by name.</summary>
internal static class DefinitionMerge
{
    public static string? NameOf(JsonObject? definition) =>
        CustomFields.Text(definition?["Name"]) ?? CustomFields.Text(definition?["PartName"]);

    /// <summary>Merges and tells each difference in a few words.</summary>
    public static IReadOnlyList<string> Into(JsonObject stored, JsonObject given)
    {
        var differences = new List<string>();
        Into(stored, given, "", differences);
        return differences;
    }

    private static void Into(JsonObject stored, JsonObject given, string where, List<string> differences)
    {
        foreach (var (name, value) in given)
        {
            switch (stored[name], value)
            {
                case (JsonObject known, JsonObject part):
                    Into(known, part, $"{where}{name}.", differences);
                    break;
                case (JsonArray known, JsonArray items) when items.All(i => NameOf(i as JsonObject) is not null) && name.EndsWith("Records", StringComparison.Ordinal):
                    IntoList(known, items, name.Contains("Field", StringComparison.Ordinal) ? "field" : "part", differences);
                    break;
                case var (known, _) when !JsonNode.DeepEquals(known, value):
                    stored[name] = value?.DeepClone();
                    differences.Add($"{where}{name} set");
                    break;
            }
        }
    }

    private static void IntoList(JsonArray stored, JsonArray given, string noun, List<string> differences)
    {
        foreach (var item in given.OfType<JsonObject>())
        {
            var name = NameOf(item)!;
            var known = stored.OfType<JsonObject>().FirstOrDefault(o => string.Equals(NameOf(o), name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                stored.Add(item.DeepClone());
                differences.Add($"{noun} '{name}' added");
                continue;
            }

            differences.AddRange(Into(known, item).Select(d => $"{noun} '{name}': {d}"));
        }
    }
}
