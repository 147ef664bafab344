using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace PracticeCms.Workflows.Activities;

public abstract class PrimitiveActivity : TaskActivity
{
    public override string Category => "Primitives";
    public override ActivityKind Kind => ActivityKind.Control;
}

public sealed class SetPropertyTask : PrimitiveActivity
{
    public override string DisplayText => "Set property";
    public override string Sentence => $"Remember {PropertyName} = {Plain.Short(Value.Expression)}";

    public string PropertyName { get; set; } = "";
    public WorkflowExpression<JsonNode> Value { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        context.Properties[PropertyName] = await context.Evaluator.EvaluateAsync(Value, context, ct);
        return ActivityResult.Done;
    }
}

public sealed class SetOutputTask : PrimitiveActivity
{
    public override string DisplayText => "Set output";
    public override string Sentence => $"Return {OutputName} = {Plain.Short(Value.Expression)}";

    public string OutputName { get; set; } = "";
    public WorkflowExpression<JsonNode> Value { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        context.Output[OutputName] = await context.Evaluator.EvaluateAsync(Value, context, ct);
        return ActivityResult.Done;
    }
}

public sealed class CorrelateTask : PrimitiveActivity
{
    public override string DisplayText => "Correlate";
    public override string Sentence => $"Bind this workflow to {Plain.Short(Value.Expression)}";

    public WorkflowExpression<string> Value { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        context.CorrelationId = (await context.Evaluator.EvaluateAsync(Value, context, ct))?.Trim() ?? "";
        return ActivityResult.Done;
    }
}

public sealed class LogTask(ILogger<LogTask> logger) : PrimitiveActivity
{
    public override string DisplayText => "Log";
    public override string Sentence => $"Write to the log: {Plain.Short(Text.Expression)}";

    /// <summary>Name or number of a log level.</summary>
    public string LogLevel { get; set; } = "Information";
    public WorkflowExpression<string> Text { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var text = await context.Evaluator.LiquidAsync(Text, context, html: false, ct);
        var level = Enum.TryParse<LogLevel>(LogLevel, true, out var parsed) ? parsed : Microsoft.Extensions.Logging.LogLevel.Information;
        logger.Log(level, "Workflow {WorkflowId}: {Text}", context.WorkflowId, text);
        return ActivityResult.Done;
    }
}

public sealed class LiquidTask : PrimitiveActivity
{
    public override string DisplayText => "Liquid";
    public override string Sentence => $"Evaluate {Plain.Short(Expression.Expression)}";

    public WorkflowExpression<string> Expression { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        context.LastResult = await context.Evaluator.LiquidAsync(Expression, context, html: false, ct);
        return ActivityResult.Done;
    }
}

/// <summary>Stands for an activity that no enabled feature offers; the JSON keeps it as it is.</summary>
public sealed class MissingActivity(string missing) : TaskActivity
{
    public override string DisplayText => $"Missing: {missing}";
    public override string Category => "Other";
    public override ActivityKind Kind => ActivityKind.Control;
    public override string Sentence => $"“{missing}” is not available; a workflow that gets here stops";

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) =>
        throw new Durable.PermanentFailureException($"The activity '{missing}' is not available. Switch on the feature that offers it, then try again.");
}
