using PracticeCms.Billing.Invoices;

namespace PracticeCms.Billing.Api;

/// <summary>Invoices for other systems. Amounts are exact decimal strings, never numbers.</summary>
internal static class InvoiceApi
{
    public sealed record Item(Guid Id, string Kind, string? Number, Guid ClientId, LocalDate? IssueDate, LocalDate? DueDate, string Currency, string Total, string Open, string State, bool Overdue);

    public sealed record ItemPage(IReadOnlyList<Item> Items, int Total, int Page, int PageSize);

    public sealed record Line(string Description, LocalDate? ServiceDate, string Quantity, string UnitPrice, string DiscountPercent, string TaxCategory, string TaxPercent, string Amount);

    public sealed record TaxGroup(string Category, string Percent, string? Reason, string Base, string Tax);

    public sealed record Paid(Guid? PaymentId, string Number, LocalDate On, string Amount);

    public sealed record Document(
        Guid Id, string Kind, string? Number, Guid ClientId, LocalDate? IssueDate, LocalDate? DueDate, string Currency, bool PricesIncludeTax, string RoundingPolicy,
        IReadOnlyList<Line> Lines, string LineTotal, string Discount, IReadOnlyList<TaxGroup> TaxGroups, string Net, string Tax, string Total, string Open, string State, bool Overdue,
        IReadOnlyList<Paid> Payments);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/invoices", ListAsync).RequirePermission(Permissions.ViewInvoices).WithSummary("List invoices").Produces<ItemPage>();
        routes.MapGet("/api/v1/invoices/{id:guid}", FindAsync).RequirePermission(Permissions.ViewInvoices).WithSummary("One invoice with its lines").Produces<Document>();
    }

    private static async Task<IResult> ListAsync(InvoiceList list, string? q, string? state, Guid? client, string? sort, int page = 1, CancellationToken ct = default)
    {
        var found = await list.SearchAsync(new InvoiceList.Query(q, state, client, sort, page), ct);
        var items = found.Rows.Select(r => new Item(
            r.Id, r.Kind.ToString(), r.Number, r.ClientId, r.IssueDate, r.DueDate, r.Gross.Currency.Code, r.Gross.ToDecimalString(), r.Open.ToDecimalString(), r.State.ToString(), r.IsOverdue));
        return Results.Json(new ItemPage([.. items], found.Total, Math.Max(1, page), InvoiceList.PageSize), DurableJson.Options);
    }

    private static async Task<IResult> FindAsync(Guid id, InvoiceReader reader, CancellationToken ct) =>
        await reader.FindAsync(id, ct) is { } view ? Results.Json(Of(view), DurableJson.Options) : Problem.NotFound("The invoice").ToHttp();

    private static Document Of(InvoiceView view)
    {
        var invoice = view.Invoice;
        string Amount(long minor) => new Money(minor, invoice.Currency).ToDecimalString();
        return new Document(
            invoice.Id, invoice.Kind.ToString(), invoice.Number, invoice.ClientId, invoice.IssueDate, invoice.DueDate, invoice.Currency.Code, invoice.PricesIncludeTax, invoice.RoundingPolicy,
            [.. view.Lines.Select(l => new Line(
                l.Description, l.ServiceDate, Text(l.Quantity), Amount(l.UnitPriceMinor), Text(l.DiscountPercent), l.TaxCategory.ToString(), Text(l.TaxPercent), Amount(l.AmountMinor)))],
            Amount(invoice.LineTotalMinor), Amount(invoice.DiscountTotalMinor),
            [.. view.Groups.Select(g => new TaxGroup(g.Category.ToString(), Text(g.Percent), g.Reason, Amount(g.BaseMinor), Amount(g.TaxMinor)))],
            Amount(invoice.NetMinor), Amount(invoice.TaxMinor), Amount(invoice.GrossMinor), view.Open.ToDecimalString(), view.State.ToString(), view.IsOverdue,
            [.. view.Payments.Select(p => new Paid(p.PaymentId, p.Number, p.On, p.Amount.ToDecimalString()))]);
    }

    private static string Text(decimal number) => number.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
