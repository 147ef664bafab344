using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing.Charges;

/// <summary>Who arrives is charged: the work waits to be billed, nothing is sent yet.</summary>
internal sealed class ChargeOnArrival(ChargeVisit charge) : IEventHandler<AppointmentArrived>
{
    public Task HandleAsync(AppointmentArrived domainEvent, CancellationToken ct) => charge.ExecuteAsync(domainEvent.AppointmentId, ct);
}
