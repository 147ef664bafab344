using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.Billing.Invoices;

/// <summary>Replaces the lines and texts of a draft. Issued documents are never edited.</summary>
internal sealed class EditDraft(BillingDb db, TaxRates rates, IUnitOfWork unitOfWork)
{
    /// <param name="Id">Null for a new line.</param>
    public sealed record Line(
        Guid? Id, string Description, LocalDate? ServiceDate, decimal Quantity, long UnitPriceMinor, decimal DiscountPercent, string TaxCode);

    /// <param name="Version">What the editor saw; null where nobody looked at it before.</param>
    public sealed record Request(
        Guid Id, long? Version, string BillTo, string Introduction, string Footer, decimal DiscountPercent, long DiscountMinor, IReadOnlyList<Line> Lines);

    public Task<Result<Invoice>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => EditAsync(request, token), ct);

    private async Task<Result<Invoice>> EditAsync(Request request, CancellationToken ct)
    {
        var invoice = await db.Invoices.Include(i => i.Lines).SingleOrDefaultAsync(i => i.Id == request.Id, ct);
        if (invoice is null)
        {
            return Problem.NotFound("The invoice");
        }

        if (invoice.Status != DocumentStatus.Draft || invoice.Kind != DocumentKind.Invoice)
        {
            return InvoiceProblems.NotADraft;
        }

        if (request.Version is { } seen && seen != invoice.Version)
        {
            return Problem.Conflict("stale", "Somebody else changed this draft meanwhile. Look at it again before you save.");
        }

        if (Check(request) is { Failed: true } check)
        {
            return check.ToProblem();
        }

        (invoice.BillTo, invoice.Introduction, invoice.Footer) = (request.BillTo.Trim(), request.Introduction.Trim(), request.Footer.Trim());
        (invoice.DiscountPercent, invoice.DiscountMinor) = (request.DiscountPercent, request.DiscountMinor);
        await TakeLinesAsync(invoice, request.Lines, ct);
        invoice.Recalculate();
        if (db.ChangeTracker.Entries<InvoiceLine>().Any(e => e.State != EntityState.Unchanged))
        {
            // Lines count as a change of their invoice, also where its totals stay as they were: for its version and for the audit.
            db.Entry(invoice).Property(i => i.Version).IsModified = true;
        }

        return invoice;
    }

    private static Check Check(Request request)
    {
        var check = new Check()
            .That(!string.IsNullOrWhiteSpace(request.BillTo) && request.BillTo.Length <= 500, "BillTo", "Say who receives the invoice (up to 500 characters).")
            .That(request.DiscountPercent is >= 0 and <= 100, "DiscountPercent", "A discount is between 0 and 100 percent.")
            .That(request.DiscountMinor >= 0, "DiscountAmount", "A discount is not negative.")
            .That(request.Lines.Count <= 1000, "Lines", "An invoice has up to 1000 lines.");
        foreach (var (line, i) in request.Lines.Select((l, i) => (l, i)))
        {
            check.That(line.Description is { Length: > 0 and <= 500 }, $"Lines[{i}].Description", $"Line {i + 1}: describe it in up to 500 characters.")
                .That(line.Quantity is > 0 and <= 1_000_000, $"Lines[{i}].Quantity", $"Line {i + 1}: the quantity is above zero.")
                .That(line.UnitPriceMinor is >= -100_000_000_000 and <= 100_000_000_000, $"Lines[{i}].Price", $"Line {i + 1}: the price is too large.")
                .That(line.DiscountPercent is >= 0 and <= 100, $"Lines[{i}].Discount", $"Line {i + 1}: a discount is between 0 and 100 percent.");
        }

        return check;
    }

    private async Task TakeLinesAsync(Invoice invoice, IReadOnlyList<Line> wanted, CancellationToken ct)
    {
        var byCode = await rates.ByCodeAsync(ct);
        var old = invoice.Lines.ToDictionary(l => l.Id);
        var kept = new HashSet<Guid>();
        foreach (var (line, position) in wanted.Select((l, i) => (l, i + 1)))
        {
            var target = line.Id is { } id && old.TryGetValue(id, out var found) ? found : Add(invoice);
            kept.Add(target.Id);
            (target.Position, target.Description, target.ServiceDate) = (position, line.Description.Trim(), line.ServiceDate);
            (target.Quantity, target.UnitPriceMinor, target.DiscountPercent) = (line.Quantity, line.UnitPriceMinor, line.DiscountPercent);
            target.Tax(line.TaxCode, byCode.TryGetValue(line.TaxCode, out var rate) ? rate.Treatment : TaxTreatment.None);
        }

        foreach (var gone in old.Values.Where(l => !kept.Contains(l.Id)))
        {
            invoice.Lines.Remove(gone);
            db.InvoiceLines.Remove(gone);
            await ReopenAsync(gone.ChargeId, ct);
        }
    }

    private InvoiceLine Add(Invoice invoice)
    {
        var line = new InvoiceLine { InvoiceId = invoice.Id };
        invoice.Lines.Add(line);
        db.InvoiceLines.Add(line);
        return line;
    }

    // Work that is taken off a draft waits to be billed again.
    private async Task ReopenAsync(Guid? chargeId, CancellationToken ct)
    {
        if (chargeId is { } id && await db.Charges.SingleOrDefaultAsync(c => c.Id == id, ct) is { } charge)
        {
            charge.InvoiceId = null;
        }
    }
}
