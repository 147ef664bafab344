using System.Globalization;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>Moves a visit to another time or practitioner, or changes its length: releases and claims in one transaction.</summary>
internal sealed class MoveAppointment(SchedulingDb db, ReadPlan plans, IUnitOfWork unitOfWork, Claims claims, AppointmentNotices notices)
{
    /// <param name="Version">The version the actor saw; null skips the check.</param>
    public sealed record Request(Guid AppointmentId, Instant Start, Guid? PractitionerId = null, int? DurationMinutes = null, long? Version = null, bool Overbook = false);

    public Task<Result<Appointment>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => MoveAsync(request, token), ct);

    /// <summary>Says where the visit is now and where it was to go, because the board that was looked at shows neither.</summary>
    private async Task<Problem> StaleAsync(Request request, Appointment now, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var wanted = request.Start.InZone(DateTimeZoneProviders.Tzdb[now.Zone]);
        return Problem.Conflict(
            "stale",
            $"Somebody else changed this visit in the meantime: it is {now.Status} for {Words(now.LocalDate + now.LocalStart, now.PractitionerId)}. You wanted {Words(wanted.LocalDateTime, request.PractitionerId ?? now.PractitionerId)}; nothing was moved.");

        string Words(LocalDateTime at, Guid who) => $"{at.Date.ToString("ddd d MMM", CultureInfo.CurrentCulture)}, {at.TimeOfDay.ToString("t", CultureInfo.CurrentCulture)} with {plan.Resources.GetValueOrDefault(who)?.Name}";
    }

    private async Task<Result<Appointment>> MoveAsync(Request request, CancellationToken ct)
    {
        if (await db.Appointments.SingleOrDefaultAsync(a => a.Id == request.AppointmentId, ct) is not { } appointment)
        {
            return Problem.NotFound("The visit");
        }

        if (request.Version is { } seen && seen != appointment.Version)
        {
            return await StaleAsync(request, appointment, ct);
        }

        if (appointment.Status is not (AppointmentStatus.Booked or AppointmentStatus.Confirmed))
        {
            return Problem.Conflict("not-movable", "Only a visit that has not begun can be moved.");
        }

        if (request.DurationMinutes is < 5 or > 24 * 60)
        {
            return Problem.Invalid(nameof(request.DurationMinutes), "A visit takes between 5 minutes and 24 hours.");
        }

        var plan = await plans.ExecuteAsync(ct);
        if (plan.Practitioner(request.PractitionerId ?? appointment.PractitionerId) is not { } practitioner)
        {
            return Problem.Invalid(nameof(request.PractitionerId), "Choose who the visit is with.");
        }

        var service = plan.Service(appointment.ServiceId)!;
        var (oldStart, oldDay) = (appointment.Start, appointment.LocalDate);
        var length = request.DurationMinutes is { } minutes ? Duration.FromMinutes(minutes) : appointment.End - appointment.Start;
        var location = plan.Locations[practitioner.LocationId];
        appointment.PractitionerId = practitioner.Id;
        (appointment.LocationId, appointment.Zone) = (location.Id, location.Zone);
        appointment.Start = request.Start;
        appointment.End = request.Start + length;
        var local = request.Start.InZone(DateTimeZoneProviders.Tzdb[appointment.Zone]);
        (appointment.LocalDate, appointment.LocalStart) = (local.Date, local.TimeOfDay);
        appointment.Sequence++;
        appointment.IsOverbook = request.Overbook;
        var span = Span.Of(appointment.Start, appointment.End, service.BufferBeforeMinutes, service.BufferAfterMinutes);
        if (await claims.TakeAsync(appointment, span, request.Overbook, plan.RoomsFor(service, practitioner), ct) is { } taken)
        {
            return taken;
        }

        await notices.MovedAsync(appointment, oldStart, oldDay, ct);
        return appointment;
    }
}
