using PracticeCms.Billing.Invoices;

namespace PracticeCms.Billing.Exporting;

/// <summary>Invoices with their PDFs, payments, and work that is not billed yet.</summary>
internal sealed class ExportBilling(BillingDb db, PrintInvoice print, KeptPdfs kept, IVocabulary words) : IExportsClients
{
    public IEnumerable<RecordPart> GetParts() => [new($"{words.Plural("Invoice")} and payments", Permissions.ViewInvoices, MoneyAsync)];

    private async Task<IReadOnlyList<RecordFile>> MoneyAsync(Guid id, CancellationToken ct)
    {
        var invoices = await db.Invoices.AsNoTracking().Include(i => i.Lines).Where(i => i.ClientId == id && i.Status != DocumentStatus.Discarded).OrderBy(i => i.CreatedAt).AsSplitQuery().ToListAsync(ct);
        var payments = await db.Payments.AsNoTracking().Where(p => p.ClientId == id).OrderBy(p => p.RecordedAt).ToListAsync(ct);
        var open = await db.Charges.AsNoTracking().Where(c => c.ClientId == id && c.InvoiceId == null).ToListAsync(ct);
        var files = new List<RecordFile>();
        if (invoices.Count > 0)
        {
            files.Add(RecordFile.Json("invoices.json", invoices.Select(i => new
            {
                i.Id, i.Kind, i.Status, i.Number, i.CreditsId, Currency = i.Currency.ToString(), i.CreatedAt, i.IssuedAt, i.IssueDate, i.DueDate, i.BillTo, i.Introduction, i.Footer,
                i.PricesIncludeTax, i.DiscountPercent, i.DiscountMinor, i.LineTotalMinor, i.DiscountTotalMinor, i.NetMinor, i.TaxMinor, i.GrossMinor,
                Lines = i.Lines.OrderBy(l => l.Position).Select(l => new { l.Description, l.ServiceDate, l.Quantity, l.UnitPriceMinor, l.DiscountPercent, l.TaxPercent, l.AmountMinor }),
                Pdf = i.Status == DocumentStatus.Issued ? PdfOf(i) : null,
            })));
        }

        if (payments.Count > 0)
        {
            files.Add(RecordFile.Json("payments.json", payments.Select(p => new { p.Id, p.Number, p.Method, p.AmountMinor, Currency = p.Currency.ToString(), p.ReceivedOn, p.Reference, p.RecordedAt })));
        }

        if (open.Count > 0)
        {
            files.Add(RecordFile.Json("not-billed.json", open.Select(c => new { c.Id, c.ServiceDate, c.Description, c.Quantity, c.UnitPriceMinor, Currency = c.Currency.ToString() })));
        }

        return [.. files, .. invoices.Where(i => i.Status == DocumentStatus.Issued).Select(i => new RecordFile(PdfOf(i), token => PdfAsync(i.Id, token)))];
    }

    /// <summary>As it was printed; without a browser only what was printed before.</summary>
    private async Task<Stream?> PdfAsync(Guid invoice, CancellationToken ct) =>
        (print.CanMakePdf ? await print.PdfAsync(invoice, ct) : await kept.FindAsync(invoice, ct)) is { } pdf ? new MemoryStream(pdf, writable: false) : null;

    private static string PdfOf(Invoice invoice) => $"invoices/{new string([.. invoice.Number!.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')])}.pdf";
}
