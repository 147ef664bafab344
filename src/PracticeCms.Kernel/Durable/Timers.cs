using System.Text.Json;
using NodaTime.Text;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Durable;

/// <summary>
/// Timers of the running transaction. Scheduling again replaces the unfired one and raises its fence, so that a firing already under
/// way with the old time loses.
/// </summary>
internal sealed class Timers(KernelDb db, IUnitOfWork unitOfWork, ITenant tenant, DurableSignals signals, IClock clock) : ITimers
{
    public async Task ScheduleAsync(TimerRequest request, CancellationToken ct = default)
    {
        MustBeInside();
        var payload = JsonSerializer.Serialize(request.Payload, DurableJson.Options);
        var wall = request.Wall is { } local ? LocalDateTimePattern.ExtendedIso.Format(local) : null;
        var limit = request.NotAfter?.ToDateTimeUtc();
        var due = request.Due.ToDateTimeUtc();
        var now = clock.GetCurrentInstant().ToDateTimeUtc();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO kernel_timer (id, kind, "key", payload, due, not_after, created_at, state, attempts, failures, fence, together, wall, zone, misfire)
            VALUES ({Ids.New()}, {request.Kind}, {request.Key}, {payload}, {due}, {limit}, {now}, 'Pending', 0, 0, 0,
                {request.Group}, {wall}, {request.Zone}, {request.Misfire.ToString()})
            ON CONFLICT (kind, "key") WHERE state = 'Pending' DO UPDATE SET
                payload = excluded.payload, due = excluded.due, not_after = excluded.not_after, together = excluded.together, wall = excluded.wall,
                zone = excluded.zone, misfire = excluded.misfire, attempts = 0, failures = 0, fence = kernel_timer.fence + 1,
                lease_owner = NULL, lease_until = NULL
            """,
            ct);
        signals.NotifyAfterCommit(unitOfWork, tenant.Name, request.Due);
    }

    public Task CancelAsync(string kind, string key, CancellationToken ct = default)
    {
        MustBeInside();
        return db.Database.ExecuteSqlAsync($"""DELETE FROM kernel_timer WHERE kind = {kind} AND "key" = {key} AND state = 'Pending'""", ct);
    }

    public Task CancelGroupAsync(string group, CancellationToken ct = default)
    {
        MustBeInside();
        return db.Database.ExecuteSqlAsync($"DELETE FROM kernel_timer WHERE together = {group} AND state = 'Pending'", ct);
    }

    private void MustBeInside()
    {
        if (!unitOfWork.IsActive)
        {
            throw new InvalidOperationException("Timers change inside IUnitOfWork.RunAsync, together with what they belong to.");
        }
    }
}
