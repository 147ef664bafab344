using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace PracticeCms.Workflows.Expressions;

/// <summary>
/// Reads an expression in each form that Orchard Core has written: an object with <c>Expression</c>, empty or null; with <c>Syntax</c>
/// as a name or a number; or plain text.
/// </summary>
internal sealed class ExpressionJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(WorkflowExpression<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Reader<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    /// <summary>0 is JavaScript and 1 Liquid in Orchard Core 3.</summary>
    public static string? Syntax(JsonNode? node) => node?.ToString() switch
    {
        null or "" => null,
        "0" => ExpressionSyntax.JavaScript,
        "1" => ExpressionSyntax.Liquid,
        var name when name.Equals(ExpressionSyntax.Liquid, StringComparison.OrdinalIgnoreCase) => ExpressionSyntax.Liquid,
        var name when name.Equals(ExpressionSyntax.JavaScript, StringComparison.OrdinalIgnoreCase) => ExpressionSyntax.JavaScript,
        var name when name.Equals(ExpressionSyntax.Literal, StringComparison.OrdinalIgnoreCase) => ExpressionSyntax.Literal,
        var name => throw new JsonException($"'{name}' is not a syntax; expected JavaScript, Liquid or Literal."),
    };

    private sealed class Reader<T> : JsonConverter<WorkflowExpression<T>>
    {
        public override bool HandleNull => true;

        public override WorkflowExpression<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonNode.Parse(ref reader, new JsonNodeOptions { PropertyNameCaseInsensitive = true }) switch
            {
                JsonObject json => new WorkflowExpression<T> { Expression = json["Expression"]?.ToString(), Syntax = Syntax(json["Syntax"]) },
                null => new WorkflowExpression<T>(),
                var text => new WorkflowExpression<T>(text.ToString()),
            };

        public override void Write(Utf8JsonWriter writer, WorkflowExpression<T> value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("Expression", value.Expression);
            if (value.Syntax is not null)
            {
                writer.WriteString("Syntax", value.Syntax);
            }

            writer.WriteEndObject();
        }
    }
}

internal static class ExpressionSyntax
{
    public const string JavaScript = "JavaScript";
    public const string Liquid = "Liquid";
    public const string Literal = "Literal";
}
