using PracticeCms.Billing.Ledger;

namespace PracticeCms.Billing.Payments;

/// <summary>Takes a payment back that was recorded by mistake: its postings are mirrored, the payment itself stays on record.</summary>
internal sealed class ReversePayment(BillingDb db, ReverseEntry reverse, Balances balances, IDbErrors errors, Desk desk, IUnitOfWork unitOfWork)
{
    public async Task<Result<Payment>> ExecuteAsync(Guid paymentId, CancellationToken ct = default)
    {
        try
        {
            return await unitOfWork.RunAsync(token => TakeBackAsync(paymentId, token), ct);
        }
        catch (DbUpdateException e) when (errors.IsRefusedBy(e, LedgerTriggers.CreditOverdrawn))
        {
            return Problem.Conflict("credit-used", "A part of this payment has paid another invoice since. Take that back first.");
        }
    }

    private async Task<Result<Payment>> TakeBackAsync(Guid paymentId, CancellationToken ct)
    {
        var payment = await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.Id == paymentId, ct);
        if (payment is null)
        {
            return Problem.NotFound("The payment");
        }

        await balances.LockAsync(payment.ClientId, ct);
        var entry = await db.JournalEntries.AsNoTracking().Where(e => e.SourceKind == "payment" && e.SourceId == paymentId).Select(e => e.Id).SingleAsync(ct);
        var reversal = await reverse.ExecuteAsync(entry, desk.Today, $"{payment.Number} taken back", ct);
        return reversal.Succeeded ? payment : reversal.Problem!;
    }
}
