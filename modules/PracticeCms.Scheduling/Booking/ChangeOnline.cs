using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Booking;

/// <summary>A client moves or cancels by their link, as long as it is early enough.</summary>
internal sealed class ChangeOnline(ChangeStatus status, MoveAppointment move, FindSlots slots, ISettings settings, IUnitOfWork unitOfWork, IClock clock)
{
    public async Task<bool> IsPossibleAsync(Appointment appointment, CancellationToken ct = default) =>
        appointment.Status is AppointmentStatus.Booked or AppointmentStatus.Confirmed
        && clock.GetCurrentInstant() <= await CutOffAsync(appointment, ct);

    /// <summary>Until when the client may change the visit.</summary>
    public async Task<Instant> CutOffAsync(Appointment appointment, CancellationToken ct = default) =>
        appointment.Start - Duration.FromHours((await settings.GetAsync<BookingPolicy>(ct)).CancelCutOffHours);

    /// <summary>Whether the visit was so long ago that its link shows it no more.</summary>
    public async Task<bool> HasLinkEndedAsync(Appointment appointment, CancellationToken ct = default) =>
        clock.GetCurrentInstant() > appointment.End + Duration.FromDays((await settings.GetAsync<BookingPolicy>(ct)).LinkDays);

    public async Task<Result<Appointment>> CancelAsync(Appointment appointment, CancellationToken ct = default) =>
        await IsPossibleAsync(appointment, ct) ? await status.CancelAsync(appointment.Id, CancelledBy.Client, null, ct) : TooLate();

    public async Task<Result<Appointment>> MoveAsync(Appointment appointment, SlotKey slot, CancellationToken ct = default)
    {
        if (!await IsPossibleAsync(appointment, ct))
        {
            return TooLate();
        }

        return await unitOfWork.RunAsync(
            async token =>
            {
                var day = slot.Start.InUtc().Date;
                var offered = await slots.ExecuteAsync(
                    new FindSlots.Request(appointment.ServiceId, day, day, slot.PractitionerId) { Zone = DateTimeZone.Utc, Except = appointment.Id, DurationMinutes = Minutes(appointment) }, token);
                return offered.Any(f => f.Start == slot.Start)
                    ? await move.ExecuteAsync(new MoveAppointment.Request(appointment.Id, slot.Start, slot.PractitionerId), token)
                    : Claims.Taken();
            },
            ct);
    }

    public static int Minutes(Appointment appointment) => (int)(Span.Minute(appointment.End) - Span.Minute(appointment.Start));

    private static Problem TooLate() => Problem.Conflict("too-late", "It is too late to change this visit online. Please call us.");
}
