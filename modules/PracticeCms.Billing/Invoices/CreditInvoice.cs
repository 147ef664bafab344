using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Numbering;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.Billing.Invoices;

/// <summary>Takes an issued invoice back, wholly or by quantities of its lines, with a credit note of its own series.</summary>
internal sealed class CreditInvoice(BillingDb db, FreezeDocument freeze, PostEntry post, Balances balances, PrintLater print, Desk desk, IUnitOfWork unitOfWork)
{
    /// <param name="Quantities">By line id; null credits all that is left.</param>
    public sealed record Request(Guid InvoiceId, IReadOnlyDictionary<Guid, decimal>? Quantities, string Reason)
    {
        internal LocalDate? Date { get; init; }
    }

    public Task<Result<Invoice>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => CreditAsync(request, token), ct);

    private async Task<Result<Invoice>> CreditAsync(Request request, CancellationToken ct)
    {
        var invoice = await db.Invoices.AsNoTracking().Include(i => i.Lines).SingleOrDefaultAsync(i => i.Id == request.InvoiceId, ct);
        if (invoice is null || invoice.Kind != DocumentKind.Invoice)
        {
            return Problem.NotFound("The invoice");
        }

        if (invoice.Status != DocumentStatus.Issued)
        {
            return InvoiceProblems.NotIssued;
        }

        await balances.LockAsync(invoice.ClientId, ct);
        var lines = invoice.Lines.OrderBy(l => l.Position).ToList();
        var before = await CreditedQuantitiesAsync(invoice.Id, ct);
        var now = lines.Select(l => request.Quantities is { } q ? q.GetValueOrDefault(l.Id) : l.Quantity - before.GetValueOrDefault(l.Id)).ToList();
        if (Check(request, lines, before, now) is { Failed: true } check)
        {
            return check.ToProblem();
        }

        var totals = CreditCalculator.Calculate(
            [.. lines.Select(l => new CreditableLine(l.Quantity, l.AmountMinor - l.DiscountShareMinor, l.Treatment))],
            [.. lines.Select(l => before.GetValueOrDefault(l.Id))],
            now,
            invoice.Terms());
        var note = Draft(invoice, request.Reason.Trim());
        db.Invoices.Add(note);
        AddLines(note, lines, now, totals);
        var date = request.Date ?? desk.Today;
        if (await freeze.ExecuteAsync(note, InvoiceMath.Groups(note.Id, totals), NumberSeries.CreditNote, date, ct) is { } problem)
        {
            return problem;
        }

        await PostAsync(invoice, note, ct);
        if (request.Date is null)
        {
            await print.LaterAsync(note.Id, ct);
        }

        return note;
    }

    /// <summary>How much of each line was credited already.</summary>
    public async Task<IReadOnlyDictionary<Guid, decimal>> CreditedQuantitiesAsync(Guid invoiceId, CancellationToken ct = default)
    {
        var credited = await (from line in db.InvoiceLines
                              join note in db.Invoices on line.InvoiceId equals note.Id
                              where note.CreditsId == invoiceId && note.Status == DocumentStatus.Issued && line.CreditsLineId != null
                              select new { Id = line.CreditsLineId!.Value, line.Quantity }).ToListAsync(ct);
        return credited.GroupBy(c => c.Id).ToDictionary(g => g.Key, g => g.Sum(c => c.Quantity));
    }

    private static Check Check(Request request, List<InvoiceLine> lines, IReadOnlyDictionary<Guid, decimal> before, List<decimal> now)
    {
        var check = new Check()
            .That(request.Reason is { Length: <= 300 } && !string.IsNullOrWhiteSpace(request.Reason), "Reason", "Say why, in up to 300 characters.")
            .That(now.Exists(q => q > 0), "Quantities", "Nothing is left to credit, or no quantity was given.");
        foreach (var (line, quantity) in lines.Zip(now))
        {
            check.That(
                quantity >= 0 && quantity <= line.Quantity - before.GetValueOrDefault(line.Id),
                $"Quantities[{line.Position - 1}]",
                $"Line {line.Position}: at most {line.Quantity - before.GetValueOrDefault(line.Id):0.####} can be credited.");
        }

        return check;
    }

    private Invoice Draft(Invoice invoice, string reason) => new()
    {
        ClientId = invoice.ClientId,
        Kind = DocumentKind.CreditNote,
        CreditsId = invoice.Id,
        Currency = invoice.Currency,
        PricesIncludeTax = invoice.PricesIncludeTax,
        BillTo = invoice.BillTo,
        Introduction = $"Credit of invoice {invoice.Number}: {reason}",
        CreatedAt = desk.Now,
        RoundingPolicy = invoice.RoundingPolicy,
    };

    private void AddLines(Invoice note, List<InvoiceLine> lines, List<decimal> quantities, DocumentTotals totals)
    {
        foreach (var ((line, quantity), amount) in lines.Zip(quantities).Zip(totals.Lines).Where(x => x.First.Second > 0))
        {
            var credited = new InvoiceLine
            {
                InvoiceId = note.Id,
                Position = note.Lines.Count + 1,
                Description = line.Description,
                ServiceDate = line.ServiceDate,
                Quantity = quantity,
                UnitPriceMinor = line.UnitPriceMinor,
                DiscountPercent = line.DiscountPercent,
                CreditsLineId = line.Id,
                AmountMinor = amount.Amount,
            };
            credited.Tax(line.TaxCode, line.Treatment);
            note.Lines.Add(credited);
        }

        (note.LineTotalMinor, note.NetMinor, note.TaxMinor, note.GrossMinor) = (totals.LineTotal, totals.Net, totals.Tax, totals.Gross);
    }

    // What was paid already becomes the client's credit; the rest lowers what is open.
    private async Task PostAsync(Invoice invoice, Invoice note, CancellationToken ct)
    {
        var open = await balances.OpenAsync(invoice.Id, ct);
        var fromOpen = Math.Min(open, note.GrossMinor);
        await post.ExecuteAsync(
            new PostEntry.Request("credit-note", note.Id, note.IssueDate!.Value, $"credit-note:{note.Id}", note.Number!,
            [
                new(Accounts.Revenue, new Money(note.NetMinor, note.Currency), note.ClientId, invoice.Id),
                new(Accounts.TaxPayable, new Money(note.TaxMinor, note.Currency), note.ClientId, invoice.Id),
                new(Accounts.Receivable, new Money(-fromOpen, note.Currency), note.ClientId, invoice.Id),
                new(Accounts.ClientCredit, new Money(fromOpen - note.GrossMinor, note.Currency), note.ClientId, note.Id),
            ]),
            ct);
    }
}
