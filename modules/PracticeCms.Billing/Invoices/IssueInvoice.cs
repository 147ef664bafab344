using PracticeCms.Billing.Contracts;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Numbering;
using PracticeCms.Billing.Settings;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Billing.Invoices;

/// <summary>Makes a draft final: draws its number, freezes all of it and posts it, in one transaction.</summary>
internal sealed class IssueInvoice(BillingDb db, FreezeDocument freeze, PostEntry post, Desk desk, IEvents events, PrintLater print, IUnitOfWork unitOfWork)
{
    /// <param name="Date">For demo data alone, which tells nobody; issued documents bear the day of issue.</param>
    internal sealed record Request(Guid Id, LocalDate? Date = null);

    public Task<Result<Invoice>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => IssueAsync(request, token), ct);

    private async Task<Result<Invoice>> IssueAsync(Request request, CancellationToken ct)
    {
        var invoice = await db.Invoices.Include(i => i.Lines).SingleOrDefaultAsync(i => i.Id == request.Id, ct);
        if (invoice is null || invoice.Kind != DocumentKind.Invoice)
        {
            return Problem.NotFound("The invoice");
        }

        if (invoice.Status != DocumentStatus.Draft)
        {
            return InvoiceProblems.NotADraft;
        }

        var totals = invoice.Recalculate();
        if (Check(invoice) is { Failed: true } check)
        {
            return check.ToProblem();
        }

        var date = request.Date ?? desk.Today;
        if (await freeze.ExecuteAsync(invoice, InvoiceMath.Groups(invoice.Id, totals), NumberSeries.Invoice, date, ct) is { } problem)
        {
            return problem;
        }

        await post.ExecuteAsync(Posting(invoice), ct);
        if (request.Date is null)
        {
            await events.PublishAsync(new InvoiceIssued(invoice.Id, invoice.ClientId, invoice.Number!), ct);
            await print.LaterAsync(invoice.Id, ct);
        }

        return invoice;
    }

    // The gate before issue: an invoice that would break a rule of EN 16931 does not get a number.
    private static Check Check(Invoice invoice)
    {
        var check = new Check()
            .That(invoice.Lines.Count > 0, "Lines", "Add at least one line before you issue the invoice.")
            .That(!string.IsNullOrWhiteSpace(invoice.BillTo), "BillTo", "Say who receives the invoice.")
            .That(invoice.GrossMinor >= 0, "Lines", "The total is negative. Write a credit note instead.");
        foreach (var line in invoice.Lines.Where(l => l.Treatment.Problem is not null))
        {
            check.That(false, $"Lines[{line.Position - 1}].TaxCode", $"Line {line.Position}: {line.Treatment.Problem}");
        }

        return check;
    }

    private static PostEntry.Request Posting(Invoice invoice) => new(
        "invoice",
        invoice.Id,
        invoice.IssueDate!.Value,
        $"invoice:{invoice.Id}",
        invoice.Number!,
        [
            new PostEntry.Line(Accounts.Receivable, invoice.Gross, invoice.ClientId, invoice.Id),
            new PostEntry.Line(Accounts.Revenue, new Money(-invoice.NetMinor, invoice.Currency), invoice.ClientId, invoice.Id),
            new PostEntry.Line(Accounts.TaxPayable, new Money(-invoice.TaxMinor, invoice.Currency), invoice.ClientId, invoice.Id),
        ]);
}

/// <summary>What issuing is for every kind of document: parties, tax groups, number, status.</summary>
internal sealed class FreezeDocument(BillingDb db, DrawNumber draw, IClients clients, ISettings settings, IUnitOfWork unitOfWork, Desk desk)
{
    public async Task<Problem?> ExecuteAsync(Invoice invoice, IReadOnlyList<InvoiceTaxGroup> groups, string series, LocalDate date, CancellationToken ct)
    {
        var client = await clients.FindAsync(invoice.ClientId, ct);
        var lines = invoice.BillTo.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        invoice.Parties = new Parties(Seller.Of(await settings.GetAsync<PracticeSettings>(ct)), new Buyer(lines, client?.Number ?? "")).ToJson();
        invoice.DueDate = invoice.Kind == DocumentKind.Invoice ? date.PlusDays((await settings.GetAsync<BillingSettings>(ct)).PaymentTermDays) : null;
        db.InvoiceTaxGroups.AddRange(groups);

        // Lines and groups are written while the document is a draft: afterwards the database refuses them.
        await unitOfWork.FlushAsync(ct);
        var number = await draw.ExecuteAsync(series, date, ct);
        if (!number.Succeeded)
        {
            return number.Problem;
        }

        (invoice.Number, invoice.IssueDate, invoice.IssuedAt, invoice.Status) = (number.Value, date, desk.Now, DocumentStatus.Issued);
        await unitOfWork.FlushAsync(ct);
        return null;
    }
}
