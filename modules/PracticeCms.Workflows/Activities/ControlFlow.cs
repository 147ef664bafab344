using System.Text.Json.Nodes;
using PracticeCms.Workflows.Expressions;

namespace PracticeCms.Workflows.Activities;

/// <summary>An activity that may leave by several outcomes at once.</summary>
internal interface IManyOutcomes
{
    IReadOnlyList<string> Taken { get; }
}

public abstract class ControlActivity : TaskActivity
{
    public override string Category => "Control Flow";
    public override ActivityKind Kind => ActivityKind.Control;
}

public sealed class IfElseTask : ControlActivity
{
    public override string DisplayText => "If / else";
    public override IReadOnlyList<string> Outcomes => ["True", "False"];
    public override string Sentence => $"Check whether {Plain.Condition(Condition.Expression)}";

    public WorkflowExpression<bool> Condition { get; set; } = new();

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var holds = await context.Evaluator.EvaluateAsync(Condition, context, ct);
        context.LastResult = holds;
        return ActivityResult.Next(holds ? "True" : "False");
    }
}

public sealed class ForkTask : ControlActivity, IManyOutcomes
{
    public override string DisplayText => "Fork";
    public override IReadOnlyList<string> Outcomes => Forks;
    public override string Sentence => $"Go {Forks.Count} ways, one after the other: {string.Join(", ", Forks)}";

    public List<string> Forks { get; set; } = [];
    IReadOnlyList<string> IManyOutcomes.Taken => Forks;

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) => Task.FromResult(ActivityResult.Done);
}

public sealed class JoinTask : ControlActivity
{
    internal const string Joined = "Joined";
    internal const string NotYet = "Waiting for other branches";

    public override string DisplayText => "Join";
    public override IReadOnlyList<string> Outcomes => [Joined];
    public override string Sentence => WaitsForAny ? "Go on with the first branch that arrives" : "Go on when every branch has arrived";

    /// <summary>WaitAll or WaitAny, as a name or as 0 and 1.</summary>
    public string Mode { get; set; } = "WaitAll";

    internal bool WaitsForAny => Mode is "1" or "WaitAny";

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var state = context.ActivityState;
        if (WaitsForAny)
        {
            var first = state["Passed"]?.GetValue<bool>() != true;
            state["Passed"] = true;
            return Task.FromResult(ActivityResult.Next(first ? Joined : NotYet));
        }

        var arrived = Names(state["Branches"]);
        if (!Names(state["Inbound"]).All(arrived.Contains))
        {
            return Task.FromResult(ActivityResult.Next(NotYet));
        }

        state["Branches"] = new JsonArray();
        return Task.FromResult(ActivityResult.Next(Joined));
    }

    private static List<string> Names(JsonNode? node) => node is JsonArray names ? [.. names.Select(n => n?.ToString() ?? "")] : [];
}

public sealed class ScriptTask : ControlActivity, IManyOutcomes
{
    private IReadOnlyList<string> taken = [];

    public override string DisplayText => "Script";
    public override IReadOnlyList<string> Outcomes => AvailableOutcomes;
    public override string Sentence => $"Run a script: {Plain.Short(Script.Expression)}";

    public List<string> AvailableOutcomes { get; set; } = ["Done"];
    public WorkflowExpression<object> Script { get; set; } = new();
    IReadOnlyList<string> IManyOutcomes.Taken => taken;

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) => RunAsync(context, ct);

    private async Task<ActivityResult> RunAsync(WorkflowContext context, CancellationToken ct)
    {
        var result = await ((WorkflowEvaluator)context.Evaluator).RunScriptAsync(Script.Expression ?? "", context, ct);
        context.LastResult = result.Value;
        taken = result.Outcomes.Count > 0 ? result.Outcomes : ["Done"];
        return ActivityResult.Next(string.Join(", ", taken));
    }
}
