using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DotLiquid;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Turns a model into what templates may touch: hashes, lists, text, numbers, booleans, times and money.</summary>
internal static class LiquidValues
{
    private const int MaxDepth = 12;

    public static Hash ToHash(IReadOnlyDictionary<string, object?> model, LiquidState state)
    {
        var hash = new Hash();
        foreach (var (key, value) in model)
        {
            hash[key] = Convert(value, state, 0)!;
        }

        return hash;
    }

    private static object? Convert(object? value, LiquidState state, int depth) => value switch
    {
        null or string or bool or int or long or decimal or Instant or LocalDate or LocalTime or LocalDateTime or Money or DropBase => value,
        _ when depth > MaxDepth => throw new TemplateException("", "The model is nested too deeply."),
        HtmlText html => state.Safe(html.Html),
        short or byte or uint or ulong or float or double => System.Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture),
        ZonedDateTime zoned => zoned.ToInstant(),
        Enum or Guid or Uri or Currency or char => value.ToString(),
        JsonNode or JsonElement => Json(value, state, depth),
        IReadOnlyDictionary<string, object?> map => Members(map, state, depth),
        IDictionary map => Members(map.Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(e.Key.ToString()!, e.Value)), state, depth),
        IEnumerable list => list.Cast<object?>().Select(item => Convert(item, state, depth + 1)).ToList(),
        _ => Members(Properties(value), state, depth),
    };

    private static Hash Members(IEnumerable<KeyValuePair<string, object?>> members, LiquidState state, int depth)
    {
        var hash = new Hash();
        foreach (var (key, value) in members)
        {
            hash[key] = Convert(value, state, depth + 1)!;
        }

        return hash;
    }

    private static object? Json(object value, LiquidState state, int depth)
    {
        var element = value is JsonElement e ? e : JsonSerializer.SerializeToElement((JsonNode)value);
        return element.ValueKind switch
        {
            JsonValueKind.Object => Members(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, (object?)p.Value)), state, depth),
            JsonValueKind.Array => element.EnumerateArray().Select(item => Json(item, state, depth + 1)).ToList(),
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : element.GetDecimal(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
    }

    // Records of a module become hashes with snake_case names, as Liquid writes them.
    private static IEnumerable<KeyValuePair<string, object?>> Properties(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0)
            .Select(p => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name), p.GetValue(value)));
}

/// <summary>The practice's words: <c>words.Client</c>, <c>words.Clients</c> (plural) and <c>words.client</c> (inside a sentence).</summary>
internal sealed class WordsDrop(PracticeCms.Settings.IVocabulary words) : Drop
{
    public override object BeforeMethod(string method)
    {
        if (method.Length == 0)
        {
            return "";
        }

        var key = char.ToUpperInvariant(method[0]) + method[1..];
        var plural = key.EndsWith(".Plural", StringComparison.Ordinal) ? key[..^7] : key.EndsWith('s') && key.Length > 3 ? key[..^1] : null;
        if (char.IsLower(method[0]))
        {
            return plural is null ? words.Lower(key) : Lower(words.Plural(plural));
        }

        return plural is null ? words[key] : words.Plural(plural);
    }

    private static string Lower(string word) => word.Length > 1 && char.IsUpper(word[1]) ? word : char.ToLowerInvariant(word[0]) + word[1..];
}
