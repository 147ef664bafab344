using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Recipes;

/// <summary>A script expression that cannot be evaluated, with the path of the text that holds it.</summary>
internal sealed class ExpressionException(string path, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Path { get; } = path;
}

/// <summary>
/// Evaluates script expressions in a step: a text that starts with <c>[</c>, ends with <c>]</c> and has only letters between the
/// bracket and the first colon. The rule is Orchard's, quirks included: all outer brackets are stripped, the result is always a
/// text, and it is evaluated again while it is an expression. Member names are not evaluated.
/// </summary>
internal sealed partial class RecipeExpressions(RecipeScripts scripts, RecipeFiles files)
{
    private const int MaxRounds = 20;

    /// <summary>A copy of the step with every text evaluated.</summary>
    public JsonObject Evaluate(JsonObject step) => (JsonObject)Copy(step, "")!;

    public string Evaluate(string text, string path = "", bool insideVariable = false)
    {
        for (var round = 0; IsExpression(text); round++)
        {
            if (round == MaxRounds)
            {
                throw new ExpressionException(path, "The expression evaluates to another expression without end.");
            }

            text = EvaluateOnce(text.Trim('[', ']'), path, insideVariable);
        }

        return text;
    }

    internal static bool IsExpression(string text) => ExpressionStart().IsMatch(text) && text.EndsWith(']');

    private JsonNode? Copy(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject map:
                var copy = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true });
                foreach (var (name, value) in map)
                {
                    copy[name] = Copy(value, path.Length == 0 ? name : $"{path}.{name}");
                }

                return copy;
            case JsonArray list:
                return new JsonArray([.. list.Select((item, i) => Copy(item, $"{path}[{i}]"))]);
            case JsonValue value when value.TryGetValue(out string? text):
                return JsonValue.Create(Evaluate(text, path));
            default:
                return node?.DeepClone();
        }
    }

    private string EvaluateOnce(string expression, string path, bool insideVariable)
    {
        var colon = expression.IndexOf(':', StringComparison.Ordinal);
        var body = expression[(colon + 1)..].Trim();
        try
        {
            return expression[..colon] switch
            {
                "js" => scripts.Evaluate(body, text => Evaluate(text, path, insideVariable: true)),
                "file" when insideVariable => throw new ExpressionException(path, "file: does not work inside a variable."),
                "file" => files.Read(body),
                _ => expression,
            };
        }
        catch (Exception e) when (e is not (ExpressionException or OutOfMemoryException))
        {
            // Scripts call what they are offered with whatever they like, and what then goes wrong is theirs.
            throw new ExpressionException(path, $"[{expression}]: {e.Message}", e);
        }
    }

    [GeneratedRegex(@"^\[[A-Za-z]+:", RegexOptions.CultureInvariant)]
    private static partial Regex ExpressionStart();
}
