using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Settings;
using PracticeCms.Billing.Taxes;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Billing.Invoices;

/// <summary>Begins an invoice for a client, with the work that waits to be billed.</summary>
internal sealed class CreateDraft(BillingDb db, IClients clients, Desk desk, ISettings settings, TaxRates rates, IUnitOfWork unitOfWork)
{
    /// <param name="ChargeIds">Which open charges to put on it; null for all of the client's.</param>
    public sealed record Request(Guid ClientId, IReadOnlyList<Guid>? ChargeIds = null);

    public Task<Result<Invoice>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => CreateAsync(request, token), ct);

    private async Task<Result<Invoice>> CreateAsync(Request request, CancellationToken ct)
    {
        if (await clients.FindAsync(request.ClientId, ct) is not { } client)
        {
            return Problem.NotFound("The client");
        }

        if (client.IsErased)
        {
            return Problem.Conflict("client-erased", "This record was erased; nothing more is billed to it.");
        }

        var charges = await OpenChargesAsync(request, ct);
        var terms = await settings.GetAsync<BillingSettings>(ct);
        var invoice = new Invoice
        {
            ClientId = client.Id,
            Currency = desk.Currency,
            PricesIncludeTax = terms.PricesIncludeTax,
            BillTo = client.DisplayName,
            Introduction = terms.Introduction,
            Footer = terms.Footer,
            CreatedAt = desk.Now,
        };
        var byCode = await rates.ByCodeAsync(ct);
        foreach (var charge in charges.Where(c => c.Currency == desk.Currency))
        {
            invoice.Lines.Add(Line(charge, invoice, byCode));
            charge.InvoiceId = invoice.Id;
        }

        invoice.Recalculate();
        db.Invoices.Add(invoice);
        return invoice;
    }

    private Task<List<Charge>> OpenChargesAsync(Request request, CancellationToken ct)
    {
        var open = db.Charges.Where(c => c.ClientId == request.ClientId && c.InvoiceId == null);
        if (request.ChargeIds is { } ids)
        {
            open = open.Where(c => ids.Contains(c.Id));
        }

        return open.OrderBy(c => c.ServiceDate).ThenBy(c => c.Id).ToListAsync(ct);
    }

    private static InvoiceLine Line(Charge charge, Invoice invoice, IReadOnlyDictionary<string, TaxRate> rates)
    {
        var line = new InvoiceLine
        {
            InvoiceId = invoice.Id,
            Position = invoice.Lines.Count + 1,
            Description = charge.Description,
            ServiceDate = charge.ServiceDate,
            Quantity = charge.Quantity,
            UnitPriceMinor = charge.UnitPriceMinor,
            ChargeId = charge.Id,
        };
        line.Tax(charge.TaxCode, rates.TryGetValue(charge.TaxCode, out var rate) ? rate.Treatment : TaxTreatment.None);
        return line;
    }
}
