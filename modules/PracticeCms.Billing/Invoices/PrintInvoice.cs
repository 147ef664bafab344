using PracticeCms.Billing.Amounts;

namespace PracticeCms.Billing.Invoices;

/// <summary>The document as a complete HTML page, the same for the print view and for the PDF.</summary>
internal sealed class PrintInvoice(InvoiceReader reader, ILiquidRenderer liquid, IPdfRenderer pdf, KeptPdfs kept, ISettings settings, ITenant tenant, IVocabulary words)
{
    public const string Template = "print/invoice";

    public bool CanMakePdf => pdf.IsAvailable;

    public async Task<string?> HtmlAsync(Guid id, CancellationToken ct = default) => await reader.FindAsync(id, ct) is { } view ? await HtmlAsync(view, ct) : null;

    /// <summary>Null where there is no such document. An issued one is printed once and kept.</summary>
    public async Task<byte[]?> PdfAsync(Guid id, CancellationToken ct = default)
    {
        if (await reader.FindAsync(id, ct) is not { } view)
        {
            return null;
        }

        if (view.Invoice.Status != DocumentStatus.Issued)
        {
            return await pdf.RenderAsync(await HtmlAsync(view, ct), ct);
        }

        return await kept.FindAsync(id, ct) ?? await kept.KeepAsync(id, await pdf.RenderAsync(await HtmlAsync(view, ct), ct), ct);
    }

    public async Task<Dictionary<string, object?>> ModelAsync(InvoiceView view, CancellationToken ct = default)
    {
        var invoice = view.Invoice;
        var seller = view.Parties?.Seller ?? Seller.Of(await settings.GetAsync<PracticeSettings>(ct));
        var buyer = view.Parties?.Buyer ?? new Buyer(invoice.BillTo.Split('\n'), view.Client?.Number ?? "");
        return new Dictionary<string, object?>
        {
            ["title"] = view.Title(words),
            ["draft"] = invoice.Status == DocumentStatus.Draft,
            ["credit"] = invoice.Kind == DocumentKind.CreditNote,
            ["credits_number"] = view.CreditsNumber,
            ["number"] = invoice.Number ?? "",
            ["issue_date"] = invoice.IssueDate,
            ["due_date"] = invoice.DueDate,
            ["seller"] = new Dictionary<string, object?>
            {
                ["name"] = seller.Name, ["address_line"] = seller.AddressLine, ["postal_code"] = seller.PostalCode, ["city"] = seller.City,
                ["phone"] = seller.Phone, ["email"] = seller.Email, ["tax_number"] = seller.TaxNumber, ["bank_account"] = seller.BankAccount,
            },
            ["buyer_lines"] = buyer.Lines.ToList(),
            ["client_number"] = buyer.ClientNumber,
            ["introduction"] = invoice.Introduction,
            ["footer"] = invoice.Footer,
            ["inclusive"] = invoice.PricesIncludeTax,
            ["lines"] = view.Lines.Select(l => Line(l, invoice)).ToList(),
            ["line_total"] = Money(invoice.LineTotalMinor, invoice),
            ["discount"] = invoice.DiscountTotalMinor == 0 ? "" : Money(-invoice.DiscountTotalMinor, invoice),
            ["groups"] = view.Groups.Select(g => Group(g, invoice)).ToList(),
            ["net"] = Money(invoice.NetMinor, invoice),
            ["tax"] = Money(invoice.TaxMinor, invoice),
            ["gross"] = Money(invoice.GrossMinor, invoice),
            ["culture"] = tenant.Culture.Name,
        };
    }

    private async Task<string> HtmlAsync(InvoiceView view, CancellationToken ct) => await liquid.RenderAsync(Template, await ModelAsync(view, ct), ct);

    private Dictionary<string, object?> Line(InvoiceLine line, Invoice invoice) => new()
    {
        ["description"] = line.Description,
        ["service_date"] = line.ServiceDate,
        ["quantity"] = AmountInput.Text(line.Quantity, tenant.Culture),
        ["price"] = Money(line.UnitPriceMinor, invoice),
        ["discount"] = line.DiscountPercent == 0 ? "" : AmountInput.Text(line.DiscountPercent, tenant.Culture) + " %",
        ["tax"] = line.TaxCategory == Taxes.TaxCategory.S ? AmountInput.Text(line.TaxPercent, tenant.Culture) + " %" : "–",
        ["amount"] = Money(line.AmountMinor, invoice),
    };

    private Dictionary<string, object?> Group(InvoiceTaxGroup group, Invoice invoice) => new()
    {
        ["name"] = group.Category == Taxes.TaxCategory.S ? $"Tax {AmountInput.Text(group.Percent, tenant.Culture)} %" : group.Reason ?? "No tax",
        ["base"] = Money(group.BaseMinor, invoice),
        ["tax"] = Money(group.TaxMinor, invoice),
    };

    private string Money(long minor, Invoice invoice) => new Money(minor, invoice.Currency).Format(tenant.Culture);
}
