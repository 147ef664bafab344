using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime.Text;

namespace PracticeCms.Records.Fields;

/// <summary>Values of custom fields: text on the screen, typed JSON in the column.</summary>
internal static class CustomValues
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Name of the form field that holds a custom field's value.</summary>
    public static string FieldName(string name) => $"Custom[{name}]";

    public static IReadOnlyDictionary<string, string> Read(string json)
    {
        var values = JsonNode.Parse(json)?.AsObject() ?? [];
        return values.Where(v => v.Value is not null).ToDictionary(v => v.Key, v => CustomFields.Text(v.Value) ?? "", StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>As text, for what is shown and never saved.</summary>
    public static string Write(IEnumerable<(string Name, string Text)> values) =>
        new JsonObject(values.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Name, v.Text))).ToJsonString(Json);

    /// <summary>
    /// Checks the given texts against their fields and writes them over the stored values. Values of fields that no longer exist
    /// stay: a practice that takes a field back finds its data again.
    /// </summary>
    /// <param name="name">What messages call a field; null for its name in the clients' form.</param>
    public static string Apply(string stored, IReadOnlyDictionary<string, string> texts, IReadOnlyList<CustomField> fields, Check check, bool mayLack = false, Func<string, string>? name = null)
    {
        name ??= FieldName;
        var before = JsonNode.Parse(stored)!.AsObject();
        var after = before.DeepClone().AsObject();
        foreach (var field in fields)
        {
            var given = texts.FirstOrDefault(t => t.Key.Equals(field.Name, StringComparison.OrdinalIgnoreCase)).Value;
            var text = given?.Trim() ?? CustomFields.Text(after[field.Name]) ?? "";
            check.That(!field.Required || mayLack || text.Length > 0, name(field.Name), $"{field.Label} is needed.");
            if (text.Length == 0)
            {
                after.Remove(field.Name);
                continue;
            }

            var (value, error) = Parse(field, text);
            check.That(error is null, name(field.Name), error ?? "");
            after[field.Name] = value;
        }

        // The database may have its own way of writing JSON; equal values are no change.
        return JsonNode.DeepEquals(before, after) ? stored : after.ToJsonString(Json);
    }

    private static (JsonNode? Value, string? Error) Parse(CustomField field, string text) => field.Kind switch
    {
        CustomFieldKind.Number => Number(field, text),
        CustomFieldKind.Date => LocalDatePattern.Iso.Parse(text).Success ? (text, null) : (null, $"{field.Label} must be a date such as 2026-01-31."),
        CustomFieldKind.Boolean => Boolean(field, text),
        CustomFieldKind.Choice => Choice(field, text),
        _ => text.Length <= 4000 ? (text, null) : (null, $"{field.Label} is longer than 4,000 characters."),
    };

    private static (JsonNode? Value, string? Error) Number(CustomField field, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return (null, $"{field.Label} must be a number.");
        }

        if (number < field.Minimum || number > field.Maximum)
        {
            var (low, high) = (field.Minimum?.ToString(CultureInfo.InvariantCulture), field.Maximum?.ToString(CultureInfo.InvariantCulture));
            var range = (low, high) switch { (null, _) => $"at most {high}", (_, null) => $"at least {low}", _ => $"between {low} and {high}" };
            return (null, $"{field.Label} must be {range}.");
        }

        return decimal.Round(number, field.Scale) == number
            ? (number, null)
            : (null, field.Scale == 0 ? $"{field.Label} must be a whole number." : $"{field.Label} has at most {field.Scale} decimals.");
    }

    private static (JsonNode? Value, string? Error) Boolean(CustomField field, string text) => text.ToLowerInvariant() switch
    {
        "true" or "on" or "yes" or "y" or "1" => (true, null),
        "false" or "off" or "no" or "n" or "0" => (false, null),
        _ => (null, $"{field.Label} must be yes or no."),
    };

    private static (JsonNode? Value, string? Error) Choice(CustomField field, string text)
    {
        foreach (var (value, label) in field.Options)
        {
            if (value.Equals(text, StringComparison.OrdinalIgnoreCase) || label.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return (value, null);
            }
        }

        return (null, $"{field.Label} must be one of: {string.Join(", ", field.Options.Select(o => o.Text))}.");
    }
}
