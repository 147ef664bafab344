using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Payments;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Billing.Demo;

internal enum DemoFate
{
    Draft,
    Issued,
    PartPaid,
    Paid,
    Overpaid,
    Credited,
    PartCredited,
}

/// <summary>One piece of work on its way through billing, by the same use cases as on a working day.</summary>
internal sealed class DemoInvoice(
    InvoiceVisit invoiceVisit, AddCharge addCharge, CreateDraft createDraft, IssueInvoice issue, RecordPayment record, CreditInvoice credit, BillingDb db, Desk desk)
{
    public sealed record Work(Guid ClientId, ServiceSummary Service, LocalDate Day);

    public async Task FromVisitAsync(Guid visitId, LocalDate day, DemoFate fate, int chance, CancellationToken ct)
    {
        var draft = Must(await invoiceVisit.ExecuteAsync(visitId, ct));
        await SettleAsync(draft, day, fate, chance, ct);
    }

    public async Task FromWorkAsync(Work work, DemoFate fate, int chance, CancellationToken ct)
    {
        var service = work.Service;
        var charge = Must(await addCharge.ExecuteAsync(new AddCharge.Request(work.ClientId, service.Name, work.Day, 1 + chance, service.Price.Minor, service.TaxCode), ct));
        await db.SaveChangesAsync(ct);
        var draft = Must(await createDraft.ExecuteAsync(new CreateDraft.Request(work.ClientId, [charge.Id]), ct));
        await SettleAsync(draft.Id, work.Day, fate, chance, ct);
    }

    private async Task SettleAsync(Guid draftId, LocalDate day, DemoFate fate, int chance, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        if (fate != DemoFate.Draft && await db.Invoices.AnyAsync(i => i.Id == draftId && i.GrossMinor > 0, ct))
        {
            var issued = Must(await issue.ExecuteAsync(new IssueInvoice.Request(draftId, day), ct));
            await PayAsync(issued, LocalDate.Min(day.PlusDays(chance * 4), desk.Today), fate, chance, ct);
        }

        await db.SaveChangesAsync(ct);

        // Hundreds of documents would make each further change slower to detect.
        db.ChangeTracker.Clear();
    }

    private async Task PayAsync(Invoice issued, LocalDate day, DemoFate fate, int chance, CancellationToken ct)
    {
        if (fate is DemoFate.Credited or DemoFate.PartCredited)
        {
            var part = fate == DemoFate.PartCredited ? issued.Lines.ToDictionary(l => l.Id, l => l.Quantity / 2) : null;
            var reason = part is null ? "Billed by mistake" : "Half of the time was not used";
            Must(await credit.ExecuteAsync(new CreditInvoice.Request(issued.Id, part, reason) { Date = day }, ct));
        }

        var amount = fate switch
        {
            DemoFate.Paid => issued.GrossMinor,
            DemoFate.PartPaid => Math.Max(1, issued.GrossMinor / 2),
            DemoFate.Overpaid => issued.GrossMinor + (10 * issued.Currency.Scale),
            _ => 0,
        };
        if (amount > 0)
        {
            var method = (PaymentMethod)chance;
            var reference = method == PaymentMethod.Transfer ? issued.Number! : "";
            Must(await record.ExecuteAsync(
                new RecordPayment.Request(issued.ClientId, issued.Id, method, amount, day, reference, $"demo:{issued.Id}") { IsQuiet = true }, ct));
        }
    }

    private static T Must<T>(Result<T> result) =>
        result.Succeeded ? result.Value : throw new InvalidOperationException($"Demo data: {result.Problem!.Message}");
}
