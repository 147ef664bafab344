namespace PracticeCms.Billing.Invoices;

/// <summary>Gives a draft up. It never had a number, and its work waits to be billed again.</summary>
internal sealed class DiscardDraft(BillingDb db, IUnitOfWork unitOfWork)
{
    public Task<Result<Invoice>> ExecuteAsync(Guid id, CancellationToken ct = default) => unitOfWork.RunAsync<Result<Invoice>>(
        async token =>
        {
            var invoice = await db.Invoices.SingleOrDefaultAsync(i => i.Id == id, token);
            if (invoice is null)
            {
                return Problem.NotFound("The invoice");
            }

            if (invoice.Status != DocumentStatus.Draft)
            {
                return InvoiceProblems.NotADraft;
            }

            invoice.Status = DocumentStatus.Discarded;
            foreach (var charge in await db.Charges.Where(c => c.InvoiceId == id).ToListAsync(token))
            {
                charge.InvoiceId = null;
            }

            return invoice;
        },
        ct);
}
