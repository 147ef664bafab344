using System.Text.Json;
using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Expressions;

/// <summary>Carries values between JSON, Liquid's plain objects and scripts.</summary>
internal static class ScriptValue
{
    public static object? Plain(JsonNode? node) => node switch
    {
        null => null,
        JsonObject json => json.ToDictionary(p => p.Key, p => Plain(p.Value)),
        JsonArray array => array.Select(Plain).ToList(),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when decimal.TryParse(node.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
            _ => node.ToString(), // 1e300 too
        },
    };

    /// <summary>JSON of a record, with instants as ISO 8601 in UTC; what has no JSON is its text.</summary>
    public static JsonNode? Json(object? value) => value switch
    {
        null => null,
        JsonNode node => node.DeepClone(),
        IEnumerable<KeyValuePair<string, object?>> record => new JsonObject(record.Select(p => KeyValuePair.Create(p.Key, Json(p.Value)))),
        string text => JsonValue.Create(text),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Json)]),
        bool or int or long or decimal or Guid => JsonSerializer.SerializeToNode(value),
        Instant or LocalDate or LocalTime or Enum => JsonSerializer.SerializeToNode(value, value.GetType(), DurableJson.Options),
        ZonedDateTime zoned => JsonValue.Create(NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Format(zoned.ToOffsetDateTime())),
        _ => JsonValue.Create(value.ToString()),
    };
}
