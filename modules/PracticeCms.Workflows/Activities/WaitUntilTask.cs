using PracticeCms.Workflows.Expressions;

namespace PracticeCms.Workflows.Activities;

/// <summary>
/// Waits until a time relative to a date of the record. When the time has come it reads the record again: a record that moved is
/// waited for anew, one that is gone ends the branch.
/// </summary>
public sealed class WaitUntilTask(IClock clock, ITenant tenant) : TaskActivity
{
    internal const string Skipped = "Skipped";
    internal const string Gone = "Gone";

    private static readonly Duration Tolerance = Duration.FromSeconds(30);

    public override string DisplayText => "Wait until";
    public override string Category => "Background";
    public override ActivityKind Kind => ActivityKind.Wait;
    public override IReadOnlyList<string> Outcomes => ["Done", Skipped, Gone];
    public override string Sentence => WaitSentence.For(this);

    /// <summary>A date of a record, such as <c>Appointment.Start</c>.</summary>
    public string RelativeTo { get; set; } = "Appointment.Start";

    /// <summary>Negative is before. Days are calendar days at the same local time.</summary>
    public int OffsetDays { get; set; }
    public int OffsetHours { get; set; }
    public int OffsetMinutes { get; set; }

    /// <summary>Moves a time between 20:00 and 8:00 to the evening before.</summary>
    public bool NotAtNight { get; set; }

    /// <summary>Leaves by Skipped where the time had passed before the wait began, instead of going on at once.</summary>
    public bool SkipIfPast { get; set; }

    public override Task<ActivityResult> ExecuteAsync(WorkflowContext context, CancellationToken ct) => DecideAsync(context, fired: false, ct);

    public override Task<ActivityResult> ResumeAsync(WorkflowContext context, CancellationToken ct) => DecideAsync(context, fired: true, ct);

    public override async Task<string> SimulateAsync(WorkflowContext context, CancellationToken ct) =>
        await DueAsync(context, ct) is { } due
            ? $"Would wait until {due.InZone(tenant.Zone).ToString("ddd d MMM yyyy, HH:mm", tenant.Culture)}."
            : "Would end here: the record is gone.";

    private async Task<ActivityResult> DecideAsync(WorkflowContext context, bool fired, CancellationToken ct)
    {
        if (await DueAsync(context, ct) is not { } due)
        {
            return ActivityResult.Next(Gone);
        }

        var now = clock.GetCurrentInstant();
        if (due - now > Tolerance)
        {
            return ActivityResult.WaitUntil(due);
        }

        return !fired && SkipIfPast && due < now ? ActivityResult.Next(Skipped) : ActivityResult.Done;
    }

    private async Task<Instant?> DueAsync(WorkflowContext context, CancellationToken ct)
    {
        var model = await ((WorkflowEvaluator)context.Evaluator).ModelAsync(context, ct);
        if (RecordPath.IsGone(model, RelativeTo) || RecordPath.Time(model, RelativeTo, tenant.Zone) is not { } anchor)
        {
            return null;
        }

        var local = anchor.InZone(tenant.Zone).LocalDateTime.PlusDays(OffsetDays);
        var due = (OffsetDays == 0 ? anchor : tenant.Zone.AtLeniently(local).ToInstant()) + Duration.FromHours(OffsetHours) + Duration.FromMinutes(OffsetMinutes);
        return NotAtNight ? QuietHours.MoveEarlier(due, tenant.Zone) : due;
    }
}
