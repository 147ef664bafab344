using PracticeCms.Billing.Charges;

namespace PracticeCms.Billing.Invoices;

/// <summary>From a visit to its invoice: finds or makes the charge and the draft it is on. Pressed twice it gives the same invoice.</summary>
internal sealed class InvoiceVisit(ChargeVisit chargeVisit, CreateDraft createDraft, IUnitOfWork unitOfWork, IDbErrors errors)
{
    /// <summary>The invoice's id.</summary>
    public async Task<Result<Guid>> ExecuteAsync(Guid appointmentId, CancellationToken ct = default)
    {
        try
        {
            return await InvoiceAsync(appointmentId, ct);
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || errors.IsUniqueViolation(e, "source_key"))
        {
            // The other press, or the arrival of the client, was first; what it made is found now.
            return await InvoiceAsync(appointmentId, ct);
        }
    }

    private Task<Result<Guid>> InvoiceAsync(Guid appointmentId, CancellationToken ct) => unitOfWork.RunAsync<Result<Guid>>(
        async token =>
        {
            var charge = await chargeVisit.ExecuteAsync(appointmentId, token);
            if (!charge.Succeeded)
            {
                return charge.Problem!;
            }

            if (charge.Value.InvoiceId is { } invoiceId)
            {
                return invoiceId;
            }

            await unitOfWork.FlushAsync(token);
            var draft = await createDraft.ExecuteAsync(new CreateDraft.Request(charge.Value.ClientId, [charge.Value.Id]), token);
            return draft.Succeeded ? draft.Value.Id : draft.Problem!;
        },
        ct);
}
