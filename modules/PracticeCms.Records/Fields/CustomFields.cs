using System.Text.Json.Nodes;

namespace PracticeCms.Records.Fields;

/// <summary>
/// Settings document: content types and parts as recipes write them, so that an export loses nothing. What the screens use of it is
/// a list of <see cref="CustomField"/>.
/// </summary>
internal sealed class CustomFields
{
    public JsonArray ContentTypes { get; set; } = [];
    public JsonArray ContentParts { get; set; } = [];

    /// <summary>Fields of the type's own part and of the parts attached to it, by position.</summary>
    public IReadOnlyList<CustomField> Of(string contentType)
    {
        var parts = new List<string> { contentType };
        parts.AddRange(Named(ContentTypes, contentType)?["ContentTypePartDefinitionRecords"] is JsonArray attached
            ? attached.OfType<JsonObject>().Select(p => Text(p["PartName"]) ?? "")
            : []);
        return [.. parts.Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(p => Named(ContentParts, p)?["ContentPartFieldDefinitionRecords"] is JsonArray fields ? fields.OfType<JsonObject>() : [])
            .Select(CustomField.Read).OfType<CustomField>()
            .OrderBy(f => f.Position)];
    }

    internal static JsonObject? Named(JsonArray array, string name) =>
        array.OfType<JsonObject>().FirstOrDefault(o => string.Equals(Text(o["Name"]), name, StringComparison.OrdinalIgnoreCase));

    internal static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;
}
