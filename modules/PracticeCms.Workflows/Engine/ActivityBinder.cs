using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PracticeCms.Workflows.Expressions;

namespace PracticeCms.Workflows.Engine;

/// <summary>Fills an activity's properties from its JSON.</summary>
internal static class ActivityBinder
{
    private static readonly JsonSerializerOptions Options = Make();

    /// <summary>Binds what fits and reports what does not, by property.</summary>
    public static IReadOnlyList<(string Property, string Message)> Bind(IActivity activity, JsonObject properties)
    {
        var json = properties.Options?.PropertyNameCaseInsensitive == true ? properties : Types.WorkflowTypeJson.Parse(properties).Json ?? [];
        var problems = new List<(string, string)>();
        foreach (var property in activity.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.SetMethod is { IsPublic: true }))
        {
            try
            {
                if (Read(json, property) is { } value)
                {
                    property.SetValue(activity, value);
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                problems.Add((property.Name, $"This value does not fit '{property.Name}'."));
            }
        }

        return problems;
    }

    private static object? Read(JsonObject json, PropertyInfo property)
    {
        var node = json[property.Name];
        if (!IsExpression(property.PropertyType))
        {
            return node?.Deserialize(property.PropertyType, Options);
        }

        // Orchard Core 3 keeps the Liquid variant beside the script, and the choice in a sibling.
        var syntax = ExpressionJson.Syntax(json["Syntax"]);
        if (syntax == ExpressionSyntax.Liquid && json["Liquid" + property.Name] is { } liquid)
        {
            node = liquid;
        }

        var expression = node?.Deserialize(property.PropertyType, Options);
        var member = property.PropertyType.GetProperty(nameof(WorkflowExpression<>.Syntax))!;
        if (expression is not null && syntax is not null && member.GetValue(expression) is null)
        {
            member.SetValue(expression, syntax);
        }

        return expression;
    }

    private static bool IsExpression(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(WorkflowExpression<>);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNameCaseInsensitive = true,
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
        };
        options.Converters.Add(new ExpressionJson());
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new LenientText());
        options.Converters.Add(new LenientFlag());
        return options;
    }

    private sealed class LenientText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? reader.GetString() : JsonNode.Parse(ref reader)?.ToString();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class LenientFlag : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String when bool.TryParse(reader.GetString(), out var flag) => flag,
            _ => throw new JsonException("Expected true or false."),
        };

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
    }
}
