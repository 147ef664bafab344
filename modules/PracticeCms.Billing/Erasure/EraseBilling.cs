using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Payments;
using PracticeCms.Billing.Settings;

namespace PracticeCms.Billing.Erasure;

/// <summary>
/// Open money refuses. Issued documents and payments stay as long as the tax office may ask for them; drafts and unbilled work go. After that amounts, dates and numbers stay, so that the
/// books balance, and name nobody.
/// </summary>
internal sealed class EraseBilling(BillingDb db, Balances balances, ISettings settings, IFileStore files, IUnitOfWork unitOfWork, IVocabulary words) : IErasesClients
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

        return last is { } issued
            ? [drafts, new(Issued, ErasureOutcome.Kept, $"Books are kept for {years} years, with the name and address that stand on them.", Until(issued, years))]
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
        await db.Charges.IgnoreQueryFilters().Where(c => c.ClientId == client && !issued.Contains(c.InvoiceId)).ExecuteUpdateAsync(s => s.SetProperty(c => c.Description, tombstone), ct);
    }

    public async Task<IReadOnlyList<KeptData>> KeptAsync(IReadOnlyCollection<Guid> erased, CancellationToken ct)
    {
        var documents = await db.Invoices.IgnoreQueryFilters().Where(i => erased.Contains(i.ClientId) && i.Status == DocumentStatus.Issued && i.ErasedAt == null && i.IssueDate != null)
            .Select(i => new { i.ClientId, Day = i.IssueDate!.Value }).ToListAsync(ct);
        var payments = await db.Payments.IgnoreQueryFilters().Where(p => erased.Contains(p.ClientId) && p.Reference != "").Select(p => new { p.ClientId, Day = p.ReceivedOn }).ToListAsync(ct);
        var years = (await settings.GetAsync<BillingSettings>(ct)).RetentionYears;
        return [.. documents.Concat(payments).GroupBy(d => d.ClientId).Select(g => new KeptData(g.Key, Issued, Until(g.Max(d => d.Day), years)))];
    }

    public async Task EraseKeptAsync(Guid client, Instant at, CancellationToken ct)
    {
        var tombstone = Tombstone.Of(at);
        foreach (var document in await Documents(client).AsNoTracking().Where(i => i.Status == DocumentStatus.Issued && i.ErasedAt == null).ToListAsync(ct))
        {
            var parties = Parties.Read(document.Parties);
            var nobody = (parties with { Buyer = parties.Buyer with { Lines = [tombstone] } }).ToJson();
            await db.Invoices.IgnoreQueryFilters().Where(i => i.Id == document.Id).ExecuteUpdateAsync(
                s => s.SetProperty(i => i.ErasedAt, at).SetProperty(i => i.BillTo, tombstone).SetProperty(i => i.Introduction, "").SetProperty(i => i.Footer, "").SetProperty(i => i.Parties, nobody), ct);
            await db.InvoiceLines.Where(l => l.InvoiceId == document.Id).ExecuteUpdateAsync(s => s.SetProperty(l => l.Description, tombstone), ct);
            await RemovePdfAsync(document.Id, ct);
        }

        await db.Payments.IgnoreQueryFilters().Where(p => p.ClientId == client && p.Reference != "").ExecuteUpdateAsync(s => s.SetProperty(p => p.Reference, ""), ct);
        await db.Charges.IgnoreQueryFilters().Where(c => c.ClientId == client).ExecuteUpdateAsync(s => s.SetProperty(c => c.Description, tombstone), ct);
    }

    private async Task RemovePdfAsync(Guid invoice, CancellationToken ct)
    {
        foreach (var file in await db.KeptPdfs.Where(k => k.InvoiceId == invoice).Select(k => k.FileId).ToListAsync(ct))
        {
            await files.DeleteAsync(file, ct);
        }

        await db.KeptPdfs.Where(k => k.InvoiceId == invoice).ExecuteDeleteAsync(ct);
    }

    private string Issued => $"Issued {words.LowerPlural("Invoice")} and payments";

    // The duty runs from the end of the year. A recipe of an older version may have set any number of years.
    private static LocalDate Until(LocalDate last, int years) => new(last.Year + Math.Clamp(years, 0, 200), 12, 31);

    private IQueryable<Invoice> Documents(Guid client) => db.Invoices.IgnoreQueryFilters().Where(i => i.ClientId == client);
}
