using System.Text.Json.Nodes;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace PracticeCms.Workflows.Expressions;

internal sealed record ScriptResult(JsonNode? Value, IReadOnlyList<string> Outcomes);

/// <summary>
/// Runs JavaScript with the functions of Orchard Core's workflows and with limits on time, memory, depth and statements. Nothing of
/// .NET can be reached: values go in and out as JSON.
/// </summary>
internal static class Script
{
    private const int MemoryBytes = 16 * 1024 * 1024;
    private const int Statements = 100_000;
    private const int Depth = 64;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(2);

    /// <param name="time">What <c>new Date()</c> says; the machine's clock where it is null.</param>
    public static ScriptResult Run(
        string script, WorkflowContext context, IDictionary<string, object?> records, CancellationToken ct, ITimeSystem? time = null)
    {
        var outcomes = new List<string>();
        try
        {
            using var engine = new Jint.Engine(options =>
            {
                options.LimitMemory(MemoryBytes).TimeoutInterval(Time).RegexTimeoutInterval(Time).MaxStatements(Statements).LimitRecursion(Depth).CancellationToken(ct);
                options.TimeSystem = time ?? options.TimeSystem;
            });
            Offer(engine, context, outcomes);
            foreach (var (name, value) in records)
            {
                engine.SetValue(name, ToScript(engine, ScriptValue.Json(value)));
            }

            return new ScriptResult(FromScript(engine, engine.Evaluate(script)), outcomes);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new PermanentFailureException($"The script failed: {e.Message}", e);
        }
    }

    /// <summary>The problem with a script's text, or null where it parses.</summary>
    public static string? Problem(string script)
    {
        try
        {
            Jint.Engine.PrepareScript(script);
            return null;
        }
        catch (ScriptPreparationException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
    }

    private static void Offer(Jint.Engine engine, WorkflowContext context, List<string> outcomes)
    {
        engine.SetValue("input", (string name) => ToScript(engine, context.Input[name]));
        engine.SetValue("property", (string name) => ToScript(engine, context.Properties[name]));
        engine.SetValue("setProperty", (string name, JsValue value) => { context.Properties[name] = FromScript(engine, value); });
        engine.SetValue("output", (string name, JsValue value) => { context.Output[name] = FromScript(engine, value); });
        engine.SetValue("lastResult", () => ToScript(engine, context.LastResult));
        engine.SetValue("correlationId", () => context.CorrelationId);
        engine.SetValue("setCorrelationId", (string value) => { context.CorrelationId = value; });
        engine.SetValue("workflowId", () => context.WorkflowId.ToString());
        engine.SetValue("setOutcome", (string name) => outcomes.Add(name));
        engine.SetValue("log", (string level, string text) => { });
        engine.SetValue("workflow", () => ToScript(engine, Workflow(context)));
    }

    private static JsonObject Workflow(WorkflowContext context) => new()
    {
        ["WorkflowId"] = context.WorkflowId.ToString(),
        ["Name"] = context.WorkflowName,
        ["CorrelationId"] = context.CorrelationId,
        ["Input"] = context.Input.DeepClone(),
        ["Properties"] = context.Properties.DeepClone(),
        ["Output"] = context.Output.DeepClone(),
        ["LastResult"] = context.LastResult?.DeepClone(),
    };

    private static JsValue ToScript(Jint.Engine engine, JsonNode? node) =>
        node is null ? JsValue.Null : new Jint.Native.Json.JsonParser(engine).Parse(node.ToJsonString());

    private static JsonNode? FromScript(Jint.Engine engine, JsValue value)
    {
        if (value.IsUndefined() || value.IsNull())
        {
            return null;
        }

        var json = new Jint.Native.Json.JsonSerializer(engine).Serialize(value);
        return json.IsString() ? JsonNode.Parse(json.AsString()) : null;
    }

    private static bool IsFault(Exception e) =>
        e is JintException or TimeoutException or ScriptPreparationException or MemoryLimitExceededException or StatementsCountOverflowException or RecursionDepthOverflowException
        || e.GetType().Name == "SyntaxErrorException" || e.GetType().Name == "ParseErrorException";
}
