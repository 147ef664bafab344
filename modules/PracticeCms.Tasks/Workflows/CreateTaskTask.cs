using System.ComponentModel;
using PracticeCms.Tasks.Contracts;

namespace PracticeCms.Tasks.Workflows;

/// <summary>Puts a task on the list of a role.</summary>
public sealed class CreateTaskTask(IStaffTasks tasks, ITenant tenant, IClock clock) : TaskActivity
{
    public override string DisplayText => "Create a task";
    public override string Category => "Tasks";
    public override ActivityKind Kind => ActivityKind.Data;
    public override string Sentence => $"Create the task \"{Title}\" for {(AssigneeRole is { Length: > 0 } role ? role : "anybody")}, due in {DueInDays} days";

    [Description("What is to be done. Liquid, such as: Call {{ Client.DisplayName }}")]
    public WorkflowExpression<string> Title { get; set; } = new("");

    [Description("More about it, for whoever does it. Liquid.")]
    public WorkflowExpression<string> Details { get; set; } = new("");

    [Description("Role whose members see it as theirs; empty for anybody.")]
    public string AssigneeRole { get; set; } = "";

    [Description("Days from today until it is due.")]
    public int DueInDays { get; set; }

    public override async Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct)
    {
        var title = (await context.Evaluator.LiquidAsync(Title, context, html: false, ct)).Trim();
        var details = await context.Evaluator.LiquidAsync(Details, context, html: false, ct);
        var due = tenant.Today(clock).PlusDays(DueInDays);
        var task = new NewTask(Short(title.Length > 0 ? title : context.WorkflowName), details, context.ClientId, null, AssigneeRole, due, context.IdempotencyKey, null);
        var made = await tasks.CreateAsync(task, ct);
        return made.Problem is { } problem ? throw new PermanentFailureException(problem.Message) : ActivityResult.Done;
    }

    public override async Task<string> SimulateAsync(WorkflowContext context, CancellationToken ct) =>
        $"Would create the task \"{(await context.Evaluator.LiquidAsync(Title, context, html: false, ct)).Trim()}\", due {tenant.Today(clock).PlusDays(DueInDays):yyyy-MM-dd}";

    private static string Short(string title) => title.Length <= 200 ? title : title.AtMost(199) + "…";
}
