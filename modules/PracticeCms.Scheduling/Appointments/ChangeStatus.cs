using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>What happens to a booked visit besides moving: arrived, no-show, cancelled, and each of them taken back.</summary>
internal sealed class ChangeStatus(SchedulingDb db, IUnitOfWork unitOfWork, Claims claims, AppointmentNotices notices, IClock clock)
{
    private static readonly AppointmentStatus[] Open = [AppointmentStatus.Booked, AppointmentStatus.Confirmed];

    public Task<Result<Appointment>> ArriveAsync(Guid id, CancellationToken ct = default) => ChangeAsync(id, Open, "Only a booked visit can be marked as arrived.", async (a, token) =>
    {
        a.Status = AppointmentStatus.Arrived;
        a.ArrivedAt = clock.GetCurrentInstant();
        await notices.ArrivedAsync(a, token);
        return null;
    }, ct);

    public Task<Result<Appointment>> UndoArriveAsync(Guid id, CancellationToken ct = default) => ChangeAsync(id, [AppointmentStatus.Arrived], "This visit is not marked as arrived.", (a, _) =>
    {
        a.Status = AppointmentStatus.Booked;
        a.ArrivedAt = null;
        notices.Changed(a.LocalDate);
        return Task.FromResult<Problem?>(null);
    }, ct);

    public Task<Result<Appointment>> FulfilAsync(Guid id, CancellationToken ct = default) => ChangeAsync(id, [AppointmentStatus.Arrived], "Only a visit that has begun can be completed.", (a, _) =>
    {
        a.Status = AppointmentStatus.Fulfilled;
        notices.Changed(a.LocalDate);
        return Task.FromResult<Problem?>(null);
    }, ct);

    public Task<Result<Appointment>> NoShowAsync(Guid id, CancellationToken ct = default) => ChangeAsync(id, Open, "Only a booked visit can be marked as missed.", async (a, token) =>
    {
        a.Status = AppointmentStatus.NoShow;
        await notices.NoShowAsync(a, token);
        return null;
    }, ct);

    public Task<Result<Appointment>> CancelAsync(Guid id, CancelledBy by, string? reason, CancellationToken ct = default) => ChangeAsync(id, Open, "This visit cannot be cancelled any more.", async (a, token) =>
    {
        a.Status = AppointmentStatus.Cancelled;
        a.CancelReason = reason;
        a.Sequence++;
        await claims.ReleaseAsync(a.Id, token);
        await notices.CancelledAsync(a, by, token);
        return null;
    }, ct);

    /// <summary>Takes a cancellation or a no-show back, if the time is still free.</summary>
    public Task<Result<Appointment>> RestoreAsync(Guid id, CancellationToken ct = default) =>
        ChangeAsync(id, [AppointmentStatus.Cancelled, AppointmentStatus.NoShow], "There is nothing to take back.", async (a, token) =>
        {
            var service = await db.Services.AsNoTracking().SingleAsync(s => s.Id == a.ServiceId, token);
            a.Status = AppointmentStatus.Booked;
            a.CancelReason = null;
            a.Sequence++;
            if (await claims.TakeAsync(a, Span.Of(a.Start, a.End, service.BufferBeforeMinutes, service.BufferAfterMinutes), a.IsOverbook, [], token) is { } taken)
            {
                return taken;
            }

            await notices.BookedAsync(a, token);
            return null;
        }, ct);

    private Task<Result<Appointment>> ChangeAsync(
        Guid id, AppointmentStatus[] from, string otherwise, Func<Appointment, CancellationToken, Task<Problem?>> change, CancellationToken ct) =>
        unitOfWork.RunAsync<Result<Appointment>>(
            async token =>
            {
                if (await db.Appointments.SingleOrDefaultAsync(a => a.Id == id, token) is not { } appointment)
                {
                    return Problem.NotFound("The visit");
                }

                if (!from.Contains(appointment.Status))
                {
                    return Problem.Conflict("wrong-state", otherwise);
                }

                return await change(appointment, token) is { } problem ? problem : appointment;
            },
            ct);
}
