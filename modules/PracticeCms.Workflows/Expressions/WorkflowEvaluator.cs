using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Expressions;

/// <summary>
/// Evaluates expressions with the workflow's values and its records, read fresh each time. An expression that cannot be evaluated is
/// a permanent failure: the step stops with an incident rather than going on with a default.
/// </summary>
internal sealed class WorkflowEvaluator(ILiquidRenderer liquid, IFeatureServices<IWorkflowDataSource> sources, IClock clock, ITenant tenant) : IWorkflowEvaluator
{
    public async Task<T?> EvaluateAsync<T>(WorkflowExpression<T> expression, WorkflowContext context, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(expression.Expression))
        {
            return default;
        }

        JsonNode? value = expression.Syntax switch
        {
            ExpressionSyntax.Literal => JsonValue.Create(expression.Expression),
            ExpressionSyntax.Liquid => JsonValue.Create(await RenderAsync(expression.Expression, context, false, ct)),
            _ => (await RunScriptAsync(expression.Expression, context, ct)).Value,
        };
        return Convert<T>(value, expression.Expression);
    }

    public async Task<string> LiquidAsync(WorkflowExpression<string> expression, WorkflowContext context, bool html, CancellationToken ct) =>
        string.IsNullOrEmpty(expression.Expression)
            ? ""
            : expression.Syntax switch
            {
                ExpressionSyntax.Literal => expression.Expression,
                ExpressionSyntax.JavaScript => (await RunScriptAsync(expression.Expression, context, ct)).Value?.ToString() ?? "",
                _ => await RenderAsync(expression.Expression, context, html, ct),
            };

    public async Task<ScriptResult> RunScriptAsync(string script, WorkflowContext context, CancellationToken ct) =>
        Script.Run(script, context, await RecordsAsync(context, ct), ct, new PracticeTime(clock, tenant));

    /// <summary>The records alone and <c>Workflow</c>, as Liquid sees them.</summary>
    public async Task<Dictionary<string, object?>> ModelAsync(WorkflowContext context, CancellationToken ct)
    {
        var model = await RecordsAsync(context, ct);
        model["Workflow"] = new Dictionary<string, object?>
        {
            ["Input"] = ScriptValue.Plain(context.Input),
            ["Properties"] = ScriptValue.Plain(context.Properties),
            ["Output"] = ScriptValue.Plain(context.Output),
            ["CorrelationId"] = context.CorrelationId,
            ["LastResult"] = ScriptValue.Plain(context.LastResult),
        };
        return model;
    }

    private async Task<Dictionary<string, object?>> RecordsAsync(WorkflowContext context, CancellationToken ct)
    {
        var model = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            await source.AddAsync(context, model, ct);
        }

        return model;
    }

    private async Task<string> RenderAsync(string source, WorkflowContext context, bool html, CancellationToken ct)
    {
        if (await liquid.ProblemAsync(source) is { } problem)
        {
            throw new PermanentFailureException($"A template cannot be read: {problem}");
        }

        var model = await ModelAsync(context, ct);
        try
        {
            return await liquid.RenderTextAsync(source, model, html, ct);
        }
        catch (Exception e) when (e is not (OperationCanceledException or System.Data.Common.DbException))
        {
            throw new PermanentFailureException($"A template cannot be rendered: {e.Message}", e);
        }
    }

    private static T? Convert<T>(JsonNode? value, string expression)
    {
        var text = value is JsonValue ? value.ToString().Trim() : value?.ToJsonString();
        object? converted = typeof(T) switch
        {
            var t when t == typeof(JsonNode) || t == typeof(object) => value,
            var t when t == typeof(string) => text,
            var t when t == typeof(bool) => IsTrue(value, text),
            var t when t == typeof(decimal) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            var t when t == typeof(int) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => (int)number,
            _ => value.Deserialize<T>(DurableJson.Options),
        };
        return converted is T or null ? (T?)converted : throw new PermanentFailureException($"'{expression}' gave no {typeof(T).Name}.");
    }

    // JavaScript's own idea of truth, except that the text "false" of a Liquid expression is false.
    private static bool IsTrue(JsonNode? value, string? text) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.Number => text is not "0",
        JsonValueKind.String => text is not ("" or "false" or "False" or "0"),
        _ => true,
    };
}
