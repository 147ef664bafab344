namespace PracticeCms.Billing.Invoices;

/// <summary>Finds documents by number in the command palette.</summary>
internal sealed class InvoiceSearch(BillingDb db, ITenant tenant, IAuditReads reads) : ISearchSource
{
    public Permission Permission => Permissions.ViewInvoices;

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken ct)
    {
        var text = query.Trim().ToUpperInvariant();
        if (text.Length < 2 || !text.Any(char.IsAsciiDigit))
        {
            return [];
        }

        var found = await db.Invoices.Where(i => i.Number!.Contains(text)).OrderByDescending(i => i.Number).Take(limit)
            .Select(i => new { i.Id, i.ClientId, i.Kind, i.Number, i.GrossMinor, i.Currency, i.IssueDate }).ToListAsync(ct);
        if (found.Count > 0)
        {
            reads.Listed(nameof(Invoice), found.ConvertAll(i => i.ClientId));
        }

        return [.. found.Select(i => new SearchHit(
            i.Kind == DocumentKind.Invoice ? "Invoice" : "Credit note", i.Number!,
            $"{new Money(i.GrossMinor, i.Currency).Format(tenant.Culture)}, {Ui.Moment.Date(i.IssueDate!.Value, tenant.Culture)}", $"admin/invoices/{i.Id}", "receipt"))];
    }
}
