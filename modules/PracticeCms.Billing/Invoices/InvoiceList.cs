using PracticeCms.Billing.Ledger;
using PracticeCms.Records.Contracts;

namespace PracticeCms.Billing.Invoices;

/// <summary>Lists invoices with what is open on each, from the ledger.</summary>
internal sealed class InvoiceList(BillingDb db, IClients clients, IAuditReads reads, ITenant tenant, IClock clock)
{
    public const int PageSize = 50;

    public sealed record Query(string? Text = null, string? State = null, Guid? ClientId = null, string? Sort = null, int Page = 1, int Size = PageSize);

    public sealed record Row(
        Guid Id, DocumentKind Kind, string? Number, Guid ClientId, string ClientName, LocalDate? IssueDate, LocalDate? DueDate, Money Gross, Money Open, InvoiceState State, bool IsOverdue);

    public sealed record Found(IReadOnlyList<Row> Rows, int Total);

    private sealed class Item
    {
        public required Invoice Invoice { get; init; }
        public long Open { get; init; }
        public long Credited { get; init; }
    }

    public async Task<Found> SearchAsync(Query query, CancellationToken ct = default)
    {
        var today = tenant.Today(clock);
        var items = Filter(await MatchAsync(Items(), query, ct), query.State, today);
        var total = await items.CountAsync(ct);
        var page = await Sort(items, query.Sort).Page(query.Page, query.Size)
            .Select(x => new
            {
                x.Invoice.Id, x.Invoice.Kind, x.Invoice.Status, x.Invoice.Number, x.Invoice.ClientId, x.Invoice.IssueDate, x.Invoice.DueDate,
                x.Invoice.GrossMinor, x.Invoice.Currency, x.Open, x.Credited,
            })
            .ToListAsync(ct);
        var names = await clients.FindAsync([.. page.Select(p => p.ClientId).Distinct()], ct);
        reads.Listed(nameof(Invoice), [.. page.Select(p => p.ClientId).Distinct()]);
        return new Found(
            [.. page.Select(p =>
            {
                var state = InvoiceStates.Of(p.Status, p.GrossMinor, p.Open, p.Credited);
                state = p.Kind == DocumentKind.CreditNote ? InvoiceState.Issued : state;
                return new Row(
                    p.Id, p.Kind, p.Number, p.ClientId, names.TryGetValue(p.ClientId, out var client) ? client.DisplayName : "", p.IssueDate, p.DueDate,
                    new Money(p.Kind == DocumentKind.CreditNote ? -p.GrossMinor : p.GrossMinor, p.Currency), new Money(p.Open, p.Currency), state,
                    p.Kind == DocumentKind.Invoice && InvoiceStates.IsOverdue(state, p.DueDate, today));
            })],
            total);
    }

    private IQueryable<Item> Items() => db.Invoices.AsNoTracking().Where(i => i.Status != DocumentStatus.Discarded).Select(i => new Item
    {
        Invoice = i,
        Open = db.JournalLines.Where(l => l.InvoiceId == i.Id && l.AccountCode == Accounts.Receivable).Sum(l => l.AmountMinor),
        Credited = db.Invoices.Where(c => c.CreditsId == i.Id && c.Status == DocumentStatus.Issued).Sum(c => c.GrossMinor),
    });

    private async Task<IQueryable<Item>> MatchAsync(IQueryable<Item> items, Query query, CancellationToken ct)
    {
        if (query.ClientId is { } clientId)
        {
            items = items.Where(x => x.Invoice.ClientId == clientId);
        }

        if (query.Text is { } raw && raw.Trim() is { Length: > 0 } text)
        {
            var upper = text.ToUpperInvariant();
            var found = (await clients.SearchAsync(text, 50, ct)).Select(c => c.Id).ToList();
            items = items.Where(x => x.Invoice.Number!.Contains(upper) || found.Contains(x.Invoice.ClientId));
        }

        return items;
    }

    private static IQueryable<Item> Filter(IQueryable<Item> items, string? state, LocalDate today) => state switch
    {
        "draft" => items.Where(x => x.Invoice.Status == DocumentStatus.Draft),
        "open" => items.Where(x => x.Invoice.Kind == DocumentKind.Invoice && x.Open > 0),
        "overdue" => items.Where(x => x.Invoice.Kind == DocumentKind.Invoice && x.Open > 0 && x.Invoice.DueDate < today),
        "part" => items.Where(x => x.Open > 0 && x.Open < x.Invoice.GrossMinor - x.Credited),
        "paid" => items.Where(x => x.Invoice.Kind == DocumentKind.Invoice && x.Invoice.Status == DocumentStatus.Issued && x.Open == 0
            && (x.Credited < x.Invoice.GrossMinor || x.Invoice.GrossMinor == 0)),
        "credited" => items.Where(x => x.Credited > 0 && x.Credited >= x.Invoice.GrossMinor),
        "credit-notes" => items.Where(x => x.Invoice.Kind == DocumentKind.CreditNote),
        _ => items,
    };

    private static IQueryable<Item> Sort(IQueryable<Item> items, string? sort) => sort switch
    {
        "number" => items.OrderBy(x => x.Invoice.Number),
        "-number" => items.OrderByDescending(x => x.Invoice.Number),
        "date" => items.OrderBy(x => x.Invoice.IssueDate).ThenBy(x => x.Invoice.Number),
        "due" => items.OrderBy(x => x.Invoice.DueDate).ThenBy(x => x.Invoice.Number),
        "-due" => items.OrderByDescending(x => x.Invoice.DueDate).ThenByDescending(x => x.Invoice.Number),
        "total" => items.OrderBy(x => x.Invoice.GrossMinor).ThenBy(x => x.Invoice.Id),
        "-total" => items.OrderByDescending(x => x.Invoice.GrossMinor).ThenBy(x => x.Invoice.Id),
        "open" => items.OrderBy(x => x.Open).ThenBy(x => x.Invoice.Id),
        "-open" => items.OrderByDescending(x => x.Open).ThenBy(x => x.Invoice.Id),
        "-date" => items.OrderByDescending(x => x.Invoice.IssueDate).ThenByDescending(x => x.Invoice.Number),
        _ => items.OrderBy(x => x.Invoice.Status == DocumentStatus.Draft ? 0 : 1).ThenByDescending(x => x.Invoice.IssueDate).ThenByDescending(x => x.Invoice.Number),
    };
}
