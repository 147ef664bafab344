using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Records.Contracts;
using PracticeCms.Ui;

namespace PracticeCms.Billing.Payments;

internal static class PaymentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/payments/{id:guid}/print", ReceiptAsync).RequirePermission(Permissions.ViewInvoices);
        routes.MapPost("/admin/payments/{id:guid}/reverse", ReverseAsync).RequirePermission(Permissions.RecordPayments);
    }

    private static async Task<IResult> ReverseAsync(Guid id, ReversePayment reverse, Toasts toasts, CancellationToken ct)
    {
        var result = await reverse.ExecuteAsync(id, ct);
        if (result.Problem is { Kind: ProblemKind.NotFound } missing)
        {
            return missing.ToHttp();
        }

        toasts.Add(result.Problem?.Message ?? $"{result.Value.Number} was taken back");
        return Results.LocalRedirect("~/admin/payments");
    }

    private static async Task<IResult> ReceiptAsync(Guid id, BillingDb db, IClients clients, ILiquidRenderer liquid, ITenant tenant, HttpContext http, CancellationToken ct)
    {
        var payment = await db.Payments.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        if (payment is null || await clients.FindAsync(payment.ClientId, ct) is not { } client)
        {
            return Problem.NotFound("The payment").ToHttp();
        }

        var parts = await (from line in db.JournalLines
                           where line.PaymentId == id && line.AccountCode == Accounts.Receivable
                           join invoice in db.Invoices on line.InvoiceId equals invoice.Id
                           group line by invoice.Number into g
                           select new { Number = g.Key, Sum = -g.Sum(l => l.AmountMinor) }).ToListAsync(ct);
        var model = new Dictionary<string, object?>
        {
            ["number"] = payment.Number,
            ["amount"] = payment.Amount.Format(tenant.Culture),
            ["client_name"] = client.DisplayName,
            ["received_on"] = payment.ReceivedOn,
            ["method"] = PaymentMethods.Text(payment.Method),
            ["reference"] = payment.Reference,
            ["culture"] = tenant.Culture.Name,
            ["parts"] = parts.Where(p => p.Sum != 0).Select(p => new Dictionary<string, object?>
            {
                ["text"] = $"Invoice {p.Number}",
                ["amount"] = new Money(p.Sum, payment.Currency).Format(tenant.Culture),
            }).ToList(),
        };
        return InvoiceEndpoints.Page(http, await liquid.RenderAsync("print/receipt", model, ct));
    }
}
