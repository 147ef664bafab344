using System.Text.Json.Nodes;

namespace PracticeCms.Workflows.Activities;

public sealed class WhileLoopTask : ControlActivity
{
    public override string DisplayText => "While";
    public override IReadOnlyList<string> Outcomes => ["Iterate", "Done"];
    public override string Sentence => $"Repeat while {Plain.Condition(Condition.Expression)}";

    public WorkflowExpression<bool> Condition { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) =>
        ActivityResult.Next(await context.Evaluator.EvaluateAsync(Condition, context, ct) ? "Iterate" : "Done");
}

public sealed class ForLoopTask : ControlActivity
{
    public override string DisplayText => "For";
    public override IReadOnlyList<string> Outcomes => ["Iterate", "Done"];
    public override string Sentence => $"Count {LoopVariableName} from {From.Expression} to {To.Expression}";

    public WorkflowExpression<decimal> From { get; set; } = new("0");
    public WorkflowExpression<decimal> To { get; set; } = new("10");
    public WorkflowExpression<decimal> Step { get; set; } = new("1");
    public string LoopVariableName { get; set; } = "x";

    /// <summary>Counts up to, and not including, the end, as Orchard Core does.</summary>
    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var from = await context.Evaluator.EvaluateAsync(From, context, ct);
        var to = await context.Evaluator.EvaluateAsync(To, context, ct);
        var step = await context.Evaluator.EvaluateAsync(Step, context, ct);
        var index = context.ActivityState["Index"]?.GetValue<decimal>() ?? from;
        if (step == 0)
        {
            throw new Durable.PermanentFailureException("A loop with a step of zero never ends.");
        }

        if (step > 0 ? index >= to : index <= to)
        {
            context.ActivityState.Remove("Index");
            return ActivityResult.Done;
        }

        context.LastResult = index;
        context.Properties[LoopVariableName] = index;
        context.ActivityState["Index"] = index + step;
        return ActivityResult.Next("Iterate");
    }
}

public sealed class ForEachTask : ControlActivity
{
    public override string DisplayText => "For each";
    public override IReadOnlyList<string> Outcomes => ["Iterate", "Done"];
    public override string Sentence => $"For each {LoopVariableName} of {Plain.Short(Enumerable.Expression)}";

    public WorkflowExpression<JsonNode> Enumerable { get; set; } = new();
    public string LoopVariableName { get; set; } = "x";

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var items = await context.Evaluator.EvaluateAsync(Enumerable, context, ct) as JsonArray ?? [];
        var index = context.ActivityState["Index"]?.GetValue<int>() ?? 0;
        if (index >= items.Count)
        {
            context.ActivityState.Remove("Index");
            return ActivityResult.Done;
        }

        context.LastResult = items[index]?.DeepClone();
        context.Properties[LoopVariableName] = items[index]?.DeepClone();
        context.ActivityState["Index"] = index + 1;
        return ActivityResult.Next("Iterate");
    }
}
