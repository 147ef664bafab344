using System.Text.Json.Nodes;
using PracticeCms.Access;

namespace PracticeCms.Workflows;

/// <summary>An expression in a workflow's JSON; its syntax is Liquid or JavaScript by the property's own rule.</summary>
public sealed class WorkflowExpression<T>
{
    public WorkflowExpression()
    {
    }

    public WorkflowExpression(string expression) => Expression = expression;

    public string? Expression { get; set; }
    public string? Syntax { get; set; }

    public override string ToString() => Expression ?? "";
}

/// <summary>How an activity touches the world; decides what the engine allows it.</summary>
public enum ActivityKind
{
    /// <summary>Changes the practice's data in the step's transaction.</summary>
    Data,

    /// <summary>Writes to the outbox only.</summary>
    Effect,

    /// <summary>Waits for a time, an event or a person.</summary>
    Wait,
    Control,
}

/// <summary>
/// One step of a workflow. A sealed class that describes itself: the form in the designer is made from its annotated properties,
/// which are read from the activity's <c>Properties</c> in the workflow's JSON before each execution.
/// </summary>
public interface IActivity
{
    /// <summary>The class's name, as in the JSON.</summary>
    string Name { get; }
    string DisplayText { get; }
    string Category { get; }
    ActivityKind Kind { get; }
    IReadOnlyList<string> Outcomes { get; }

    /// <summary>One sentence about this activity with its settings, such as <c>Wait until 24 hours before the visit</c>.</summary>
    string Sentence { get; }

    /// <summary>Asked when an event arrives and before a task runs; false leaves the workflow where it is.</summary>
    Task<bool> CanExecuteAsync(WorkflowContext context, CancellationToken ct);
    Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct);

    /// <summary>Called when the event that it waited for arrived, or the time has come.</summary>
    Task<ActivityResult> ResumeAsync(WorkflowContext context, CancellationToken ct);

    /// <summary>What it would do, in a sentence; changes nothing and sends nothing.</summary>
    Task<string> SimulateAsync(WorkflowContext context, CancellationToken ct);
}

public abstract class Activity : IActivity
{
    public string Name => GetType().Name;
    public abstract string DisplayText { get; }
    public abstract string Category { get; }
    public abstract ActivityKind Kind { get; }
    public virtual IReadOnlyList<string> Outcomes => ["Done"];
    public virtual string Sentence => DisplayText;

    public virtual Task<bool> CanExecuteAsync(WorkflowContext context, CancellationToken ct) => Task.FromResult(true);

    public abstract Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct);

    public virtual Task<ActivityResult> ResumeAsync(WorkflowContext context, CancellationToken ct) => Task.FromResult(ActivityResult.Done);

    public virtual Task<string> SimulateAsync(WorkflowContext context, CancellationToken ct) => Task.FromResult(Sentence);
}

/// <summary>Does something.</summary>
public abstract class TaskActivity : Activity;

/// <summary>Waits for something that happens; as a start activity it starts the workflow.</summary>
public abstract class EventActivity : Activity
{
    public sealed override ActivityKind Kind => ActivityKind.Wait;

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) => Task.FromResult(ActivityResult.Halt);
}

public sealed record ActivityResult
{
    private ActivityResult(string? outcome) => Outcome = outcome;

    public static ActivityResult Done { get; } = new("Done");

    /// <summary>Stays here until the event arrives.</summary>
    public static ActivityResult Halt { get; } = new((string?)null);

    public string? Outcome { get; }

    /// <summary>For a wait: the instant at which the engine resumes, with the wall time behind it.</summary>
    public Instant? Until { get; private init; }

    /// <summary>For a wait: dropped when later than this.</summary>
    public Instant? NotAfter { get; private init; }

    public static ActivityResult Next(string outcome) => new(outcome);

    public static ActivityResult WaitUntil(Instant due, Instant? notAfter = null) => new((string?)null) { Until = due, NotAfter = notAfter };
}

/// <summary>A running workflow, as its activities see it.</summary>
public sealed class WorkflowContext
{
    public required Guid WorkflowId { get; init; }
    public required string WorkflowName { get; init; }

    /// <summary>What the workflow is about, such as an appointment's id.</summary>
    public string CorrelationId { get; set; } = "";

    /// <summary>The client it is about, where it is about one.</summary>
    public Guid? ClientId { get; set; }
    public required JsonObject Input { get; init; }
    public required JsonObject Properties { get; init; }
    public required JsonObject Output { get; init; }
    public JsonNode? LastResult { get; set; }

    /// <summary>What this activity itself keeps from visit to visit, such as a loop's index.</summary>
    public JsonObject ActivityState { get; init; } = [];

    /// <summary>The activity under execution and how often it was visited, for stable keys.</summary>
    public required string ActivityId { get; init; }
    public required int Visit { get; init; }

    /// <summary>Stable over retries: hash of workflow, activity and visit.</summary>
    public required string IdempotencyKey { get; init; }
    public required IServiceProvider Services { get; init; }
    public required IWorkflowEvaluator Evaluator { get; init; }
}

/// <summary>
/// Evaluates expressions against a workflow: its <c>Workflow.Input</c>, <c>Workflow.Properties</c> and the record it is about, read
/// fresh (<c>Appointment</c>, <c>Client</c> ...), which modules provide.
/// </summary>
public interface IWorkflowEvaluator
{
    Task<T?> EvaluateAsync<T>(WorkflowExpression<T> expression, WorkflowContext context, CancellationToken ct);

    /// <summary>Liquid to text; HTML-encodes values where asked.</summary>
    Task<string> LiquidAsync(WorkflowExpression<string> expression, WorkflowContext context, bool html, CancellationToken ct);
}

/// <summary>Gives workflows the records that their expressions may name.</summary>
public interface IWorkflowDataSource
{
    /// <summary>The groups of fields that its values come from: only who sees all of them gives workflows something to do.</summary>
    IReadOnlyList<FieldGroup> Reads { get; }

    /// <summary>Values by name, such as <c>Appointment</c>; nothing where the workflow is not about one.</summary>
    Task AddAsync(WorkflowContext context, IDictionary<string, object?> model, CancellationToken ct);
}

/// <summary>Starts and resumes workflows.</summary>
public interface IWorkflowManager
{
    /// <summary>
    /// Resumes every workflow that waits for the event with this correlation, then starts every enabled type that begins with it.
    /// Each gets its own unit of work. The event id makes it happen once.
    /// </summary>
    Task TriggerEventAsync(string name, JsonObject input, string correlationId, Guid? clientId, string eventId, CancellationToken ct = default);

    /// <summary>
    /// Computes the waiting times of this correlation anew, because the record they are relative to has moved. Joins the running unit of
    /// work, so that move and timers commit together. Effects that have not left yet told of the old time and are taken back.
    /// </summary>
    Task RescheduleAsync(string correlationId, CancellationToken ct = default);

    /// <summary>
    /// Ends every unfinished workflow of this correlation, because what it is about is gone, and takes back effects that have not left yet.
    /// Joins the running unit of work.
    /// </summary>
    Task CancelAsync(string correlationId, string reason, CancellationToken ct = default);
}

/// <summary>Files that belong to what a workflow is about, such as a visit's calendar file, for mails that ask for them.</summary>
public interface IWorkflowAttachmentSource
{
    /// <summary>Empty where the workflow is about something else.</summary>
    Task<IReadOnlyList<(string FileName, string ContentType, byte[] Content)>> GetAsync(WorkflowContext context, CancellationToken ct);
}

/// <summary>What workflows have asked for and what has not left the house yet, such as queued mails.</summary>
public interface IWorkflowEffects
{
    /// <summary>Takes back what is unsent about this record, because it is gone or no longer as it was said to be. Joins the running unit of work.</summary>
    Task TakeBackAsync(string correlationId, CancellationToken ct);
}

public static class WorkflowServiceCollectionExtensions
{
    public static IServiceCollection AddActivity<TActivity>(this IServiceCollection services)
        where TActivity : class, IActivity =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IActivity, TActivity>(services);

    public static IServiceCollection AddWorkflowData<TSource>(this IServiceCollection services)
        where TSource : class, IWorkflowDataSource =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IWorkflowDataSource, TSource>(services);

    public static IServiceCollection AddWorkflowAttachments<TSource>(this IServiceCollection services)
        where TSource : class, IWorkflowAttachmentSource =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IWorkflowAttachmentSource, TSource>(services);

    public static IServiceCollection AddWorkflowEffects<TEffects>(this IServiceCollection services)
        where TEffects : class, IWorkflowEffects =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IWorkflowEffects, TEffects>(services);
}
