using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Appointments;

/// <summary>What open boards hear: which days to ask for again.</summary>
/// <param name="By">Who of the staff has changed them; a board is told only whether it was its own reader.</param>
internal sealed record CalendarChange(IReadOnlyList<LocalDate> Days, Guid? By)
{
    public const string Topic = "calendar";
}

/// <summary>Tells the rest of the product what happened to a visit, and open calendars on which day.</summary>
internal sealed class AppointmentNotices(IEvents events, ILiveFeed live, IUnitOfWork unitOfWork, ICurrentActor actor)
{
    public Task BookedAsync(Appointment a, CancellationToken ct) =>
        TellAsync(new AppointmentBooked(a.Id, a.ClientId, a.ServiceId, a.PractitionerId, a.Start, a.Sequence, actor.Kind != ActorKind.Staff), [a.LocalDate], ct);

    public Task MovedAsync(Appointment a, Instant oldStart, LocalDate oldDay, CancellationToken ct) =>
        TellAsync(new AppointmentMoved(a.Id, a.ClientId, oldStart, a.Start, a.Sequence, actor.Kind != ActorKind.Staff), [oldDay, a.LocalDate], ct);

    public Task CancelledAsync(Appointment a, CancelledBy by, CancellationToken ct) =>
        TellAsync(new AppointmentCancelled(a.Id, a.ClientId, a.Start, a.Sequence, by), [a.LocalDate], ct);

    public Task ArrivedAsync(Appointment a, CancellationToken ct) =>
        TellAsync(new AppointmentArrived(a.Id, a.ClientId, a.ServiceId, a.ArrivedAt!.Value), [a.LocalDate], ct);

    public Task NoShowAsync(Appointment a, CancellationToken ct) => TellAsync(new AppointmentNoShow(a.Id, a.ClientId, a.Sequence), [a.LocalDate], ct);

    /// <summary>For what only the calendar needs to know. Whoever may open one hears it, so it names no visit.</summary>
    public void Changed(params LocalDate[] days)
    {
        var by = actor.Kind == ActorKind.Staff ? actor.UserId : null;
        unitOfWork.AfterCommit(() =>
        {
            live.Publish(CalendarChange.Topic, new CalendarChange([.. days.Distinct()], by));
            return Task.CompletedTask;
        });
    }

    private async Task TellAsync<TEvent>(TEvent happened, LocalDate[] days, CancellationToken ct)
        where TEvent : class, IDomainEvent
    {
        await events.PublishAsync(happened, ct);
        Changed(days);
    }
}
