using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing.Charges;

/// <summary>Makes the charge of a visit from its service's price; a visit that has one keeps it.</summary>
internal sealed class ChargeVisit(BillingDb db, IAppointments appointments, IServiceCatalog services, IUnitOfWork unitOfWork, IClock clock)
{
    public Task<Result<Charge>> ExecuteAsync(Guid appointmentId, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => ChargeAsync(appointmentId, token), ct);

    private async Task<Result<Charge>> ChargeAsync(Guid appointmentId, CancellationToken ct)
    {
        var key = Charge.KeyOfAppointment(appointmentId);
        if (await db.Charges.SingleOrDefaultAsync(c => c.SourceKey == key, ct) is { } existing)
        {
            return existing;
        }

        if (await appointments.FindAsync(appointmentId, ct) is not { } visit)
        {
            return Problem.NotFound("The visit");
        }

        if (visit.Status is AppointmentStatus.Cancelled or AppointmentStatus.EnteredInError)
        {
            return Problem.Conflict("visit-cancelled", "A cancelled visit is not charged.");
        }

        var service = await services.FindAsync(visit.ServiceId, ct);
        var charge = new Charge
        {
            ClientId = visit.ClientId,
            SourceKey = key,
            AppointmentId = appointmentId,
            Description = service?.Name ?? visit.ServiceName,
            ServiceDate = visit.Start.InZone(DateTimeZoneProviders.Tzdb[visit.Zone]).Date,
            UnitPriceMinor = service?.Price.Minor ?? 0,
            Currency = service?.Price.Currency ?? default,
            TaxCode = service?.TaxCode ?? "",
            CreatedAt = clock.GetCurrentInstant(),
        };
        db.Charges.Add(charge);
        return charge;
    }
}
