using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>Tells the rest of the product, and open calendars, what happened to a visit.</summary>
internal sealed class AppointmentNotices(IEvents events, ILiveFeed live, IUnitOfWork unitOfWork, ICurrentActor actor)
{
    public Task BookedAsync(Appointment a, CancellationToken ct) =>
        TellAsync(a, "booked", new AppointmentBooked(a.Id, a.ClientId, a.ServiceId, a.PractitionerId, a.Start, a.Sequence, actor.Kind != ActorKind.Staff), ct);

    public Task MovedAsync(Appointment a, Instant oldStart, CancellationToken ct) =>
        TellAsync(a, "moved", new AppointmentMoved(a.Id, a.ClientId, oldStart, a.Start, a.Sequence, actor.Kind != ActorKind.Staff), ct);

    public Task CancelledAsync(Appointment a, CancelledBy by, CancellationToken ct) =>
        TellAsync(a, "cancelled", new AppointmentCancelled(a.Id, a.ClientId, a.Start, a.Sequence, by), ct);

    public Task ArrivedAsync(Appointment a, CancellationToken ct) =>
        TellAsync(a, "arrived", new AppointmentArrived(a.Id, a.ClientId, a.ServiceId, a.ArrivedAt!.Value), ct);

    public Task NoShowAsync(Appointment a, CancellationToken ct) => TellAsync(a, "no-show", new AppointmentNoShow(a.Id, a.ClientId, a.Sequence), ct);

    /// <summary>For what only the calendar needs to know.</summary>
    public void Changed(Appointment a, string what) => unitOfWork.AfterCommit(() =>
    {
        live.Publish("calendar", new { what, id = a.Id, practitioner = a.PractitionerId, date = a.LocalDate.ToString("yyyy-MM-dd", null), version = a.Version, by = actor.DisplayName, client = actor.Kind != ActorKind.Staff });
        return Task.CompletedTask;
    });

    private async Task TellAsync<TEvent>(Appointment a, string what, TEvent happened, CancellationToken ct)
        where TEvent : class, IDomainEvent
    {
        await events.PublishAsync(happened, ct);
        Changed(a, what);
    }
}
