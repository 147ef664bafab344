using PracticeCms.Messaging.Outgoing;
using PracticeCms.Outbound;

namespace PracticeCms.Messaging.Sending;

/// <summary>
/// Says whether a message may leave now, inside the transaction that claims it: nothing while outgoing messages are paused, and no more
/// than the budget. The counters are rows that each sender changes under a condition, so that no two nodes spend the same place.
/// </summary>
internal sealed class SendBudget(MessagingDb db, ISettings settings, IIncidents incidents, IClock clock)
{
    public const string UsedUp = "The send budget is used up: messages are held under Outgoing mail until somebody releases or discards them.";

    private const int PageSize = 100;
    private const string Hour = "hour";
    private const string Day = "day";
    private const string Beyond = "beyond";

    /// <summary>Null where it may leave; its place in the budget is then taken.</summary>
    public async Task<HeldFor?> HoldsAsync(OutgoingMail mail, CancellationToken ct)
    {
        var limits = await settings.GetAsync<OutboundSettings>(ct);
        if (limits.IsPaused)
        {
            return HeldFor.Pause;
        }

        if (!mail.HasBudget && !await TakeAsync(limits, ct))
        {
            return HeldFor.Budget;
        }

        mail.HasBudget = true;
        return null;
    }

    /// <summary>True for one message of the hour, also where many are held at once on several nodes: that one tells a person.</summary>
    public async Task<bool> IsFirstBeyondAsync(CancellationToken ct)
    {
        var at = Spans().Hour.ToDateTimeUtc();
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO messaging_sent_count (span, starts_at, messages) VALUES ({Beyond}, {at}, 1) ON CONFLICT (span, starts_at) DO NOTHING", ct) == 1;
    }

    /// <summary>Whether it stands under Background work.</summary>
    public async Task<bool> IsToldAsync(CancellationToken ct) =>
        (await incidents.ListAsync(onlyOpen: true, 1, PageSize, ct)).Incidents.Any(i => i.Sentence == UsedUp);

    /// <summary>What began to leave in this hour and on this day.</summary>
    public async Task<(int Hour, int Day)> UsedAsync(CancellationToken ct)
    {
        var (hour, day) = Spans();
        var counts = await db.Set<SentCount>().AsNoTracking().Where(c => c.StartsAt == hour || c.StartsAt == day).ToListAsync(ct);
        return (counts.Find(c => c.Span == Hour && c.StartsAt == hour)?.Messages ?? 0, counts.Find(c => c.Span == Day)?.Messages ?? 0);
    }

    private async Task<bool> TakeAsync(OutboundSettings limits, CancellationToken ct)
    {
        var (hour, day) = Spans();
        if (!await TakeAsync(Hour, hour, limits.MessagesAnHour, ct))
        {
            return false;
        }

        if (await TakeAsync(Day, day, limits.MessagesADay, ct))
        {
            return true;
        }

        await db.Set<SentCount>().Where(c => c.Span == Hour && c.StartsAt == hour).ExecuteUpdateAsync(s => s.SetProperty(c => c.Messages, c => c.Messages - 1), ct);
        return false;
    }

    private async Task<bool> TakeAsync(string span, Instant start, int limit, CancellationToken ct)
    {
        var at = start.ToDateTimeUtc();
        var isNew = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO messaging_sent_count (span, starts_at, messages) VALUES ({span}, {at}, 0) ON CONFLICT (span, starts_at) DO NOTHING", ct);
        if (isNew == 1)
        {
            var old = start - Duration.FromDays(2);
            await db.Set<SentCount>().Where(c => c.StartsAt < old).ExecuteDeleteAsync(ct);
        }

        return await db.Database.ExecuteSqlAsync(
            $"UPDATE messaging_sent_count SET messages = messages + 1 WHERE span = {span} AND starts_at = {at} AND messages < {limit}", ct) == 1;
    }

    private (Instant Hour, Instant Day) Spans()
    {
        var now = clock.GetCurrentInstant().InUtc();
        var day = now.Date.AtMidnight().InUtc().ToInstant();
        return (day + Duration.FromHours(now.Hour), day);
    }
}
