using Cronos;

namespace PracticeCms.Workflows.Activities;

/// <summary>Starts a workflow on a schedule, or waits within one until the schedule's next time.</summary>
public sealed class TimerEvent(IClock clock, ITenant tenant) : EventActivity
{
    public override string DisplayText => "Timer";
    public override string Category => "Background";
    public override string Sentence => $"On the schedule {CronExpression}";

    /// <summary>Cron with five or six fields.</summary>
    public string CronExpression { get; set; } = "*/5 * * * *";

    /// <summary>Whether the schedule is in the practice's time zone; UTC otherwise.</summary>
    public bool UseLocalTime { get; set; } = true;

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) =>
        Task.FromResult(Next(clock.GetCurrentInstant()) is { } due ? ActivityResult.WaitUntil(due) : ActivityResult.Halt);

    /// <summary>Asked before a type is kept, because its first time is computed while it is.</summary>
    internal bool IsReadable => Read() is not null;

    internal Instant? Next(Instant after)
    {
        var cron = Read() ?? throw new Durable.PermanentFailureException($"'{CronExpression}' is not a schedule that can be read.");
        var zone = UseLocalTime ? TimeZoneInfo.FindSystemTimeZoneById(tenant.Zone.Id) : TimeZoneInfo.Utc;
        return cron.GetNextOccurrence(after.ToDateTimeOffset(), zone) is { } next ? Instant.FromDateTimeOffset(next) : null;
    }

    private CronExpression? Read()
    {
        var format = CronExpression.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        return Cronos.CronExpression.TryParse(CronExpression, format, out var cron) ? cron : null;
    }
}

/// <summary>Waits for a signal by name, sent by a person or another system.</summary>
public sealed class SignalEvent : EventActivity
{
    public override string DisplayText => "Signal";
    public override string Category => "HTTP";
    public override string Sentence => $"Wait for the signal “{SignalName.Expression}”";

    public WorkflowExpression<string> SignalName { get; set; } = new();

    public override async Task<bool> CanExecuteAsync(WorkflowContext context, CancellationToken ct) =>
        string.Equals(
            (await context.Evaluator.LiquidAsync(SignalName, context, html: false, ct)).Trim(), context.Input["Signal"]?.ToString(), StringComparison.OrdinalIgnoreCase);
}
