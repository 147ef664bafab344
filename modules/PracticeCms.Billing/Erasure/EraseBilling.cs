using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Settings;

namespace PracticeCms.Billing.Erasure;

/// <summary>Open money refuses. Issued documents and payments stay as the tax office may ask for them; drafts and unbilled work go.</summary>
internal sealed class EraseBilling(BillingDb db, Balances balances, ISettings settings, IUnitOfWork unitOfWork, IVocabulary words) : IErasesClients
{
    public async Task<IReadOnlyList<ErasureDecision>> DecideAsync(Guid client, CancellationToken ct)
    {
        var invoices = words.Plural("Invoice");
        if (unitOfWork.IsActive)
        {
            await balances.LockAsync(client, ct);
        }

        if ((await balances.OfClientAsync(client, ct)).Any(b => b.OpenMinor != 0 || b.CreditMinor != 0))
        {
            return [new(invoices, ErasureOutcome.Refuses, "Money is open: collect, credit or refund it first.")];
        }

        var drafts = new ErasureDecision("Drafts and work that was not billed", ErasureOutcome.Erased);
        var last = await Documents(client).Where(i => i.Status == DocumentStatus.Issued).MaxAsync(i => i.IssueDate, ct);
        var years = (await settings.GetAsync<BillingSettings>(ct)).RetentionYears;

        // The duty runs from the end of the year.
        return last is { } issued
            ? [drafts, new($"Issued {words.LowerPlural("Invoice")} and payments", ErasureOutcome.Kept, $"Books are kept for {years} years, with the name and address that stand on them.", new LocalDate(issued.Year + years, 12, 31))]
            : [drafts];
    }

    public async Task EraseAsync(Guid client, Instant at, CancellationToken ct)
    {
        var tombstone = Tombstone.Of(at);
        foreach (var draft in await Documents(client).Where(i => i.Status == DocumentStatus.Draft).ToListAsync(ct))
        {
            (draft.BillTo, draft.Introduction, draft.Footer) = (tombstone, "", "");
            await db.InvoiceLines.Where(l => l.InvoiceId == draft.Id).ExecuteUpdateAsync(s => s.SetProperty(l => l.Description, tombstone), ct);
            await db.SaveChangesAsync(ct);
            draft.Status = DocumentStatus.Discarded;
        }

        var issued = Documents(client).Where(i => i.Status == DocumentStatus.Issued).Select(i => (Guid?)i.Id);
        await db.Set<Charge>().IgnoreQueryFilters().Where(c => c.ClientId == client && !issued.Contains(c.InvoiceId)).ExecuteUpdateAsync(s => s.SetProperty(c => c.Description, tombstone), ct);
    }

    private IQueryable<Invoice> Documents(Guid client) => db.Invoices.IgnoreQueryFilters().Where(i => i.ClientId == client);
}
