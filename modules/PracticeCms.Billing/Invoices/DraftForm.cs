using System.Globalization;
using PracticeCms.Billing.Amounts;

namespace PracticeCms.Billing.Invoices;

/// <summary>The draft as its form posts it: texts that people typed, in their culture.</summary>
public sealed class DraftForm
{
    public long Version { get; set; }
    public string? BillTo { get; set; }
    public string? Introduction { get; set; }
    public string? Footer { get; set; }
    public string? DiscountPercent { get; set; }
    public string? DiscountAmount { get; set; }

    /// <summary>The button: save, issue, or remove with the line's position.</summary>
    public string? Do { get; set; }

    /// <summary>Read from the form by <see cref="TakeLines"/>.</summary>
    internal List<LineForm> Lines { get; set; } = [];

    internal void TakeLines(HttpContext http) => Lines = FormRows.Read(http, "Input.Lines", field => new LineForm
    {
        Id = FormRows.Id(field("Id")),
        Description = field("Description"),
        Date = field("Date"),
        Quantity = field("Quantity"),
        Price = field("Price"),
        Discount = field("Discount"),
        TaxCode = field("TaxCode"),
    });

    public sealed class LineForm
    {
        public Guid? Id { get; set; }
        public string? Description { get; set; }
        public string? Date { get; set; }
        public string? Quantity { get; set; }
        public string? Price { get; set; }
        public string? Discount { get; set; }
        public string? TaxCode { get; set; }

        internal bool IsBlank => string.IsNullOrWhiteSpace(Description) && string.IsNullOrWhiteSpace(Price);
    }

    internal static DraftForm Of(Invoice invoice, CultureInfo culture) => new()
    {
        Version = invoice.Version,
        BillTo = invoice.BillTo,
        Introduction = invoice.Introduction,
        Footer = invoice.Footer,
        DiscountPercent = invoice.DiscountPercent == 0 ? "" : AmountInput.Text(invoice.DiscountPercent, culture),
        DiscountAmount = invoice.DiscountMinor == 0 ? "" : AmountInput.Text(new Money(invoice.DiscountMinor, invoice.Currency), culture),
        Lines = [.. invoice.Lines.OrderBy(l => l.Position).Select(l => new LineForm
        {
            Id = l.Id,
            Description = l.Description,
            Date = l.ServiceDate is { } date ? NodaTime.Text.LocalDatePattern.Iso.Format(date) : "",
            Quantity = AmountInput.Text(l.Quantity, culture),
            Price = AmountInput.Text(new Money(l.UnitPriceMinor, invoice.Currency), culture),
            Discount = l.DiscountPercent == 0 ? "" : AmountInput.Text(l.DiscountPercent, culture),
            TaxCode = l.TaxCode,
        })],
    };

    /// <summary>Every number that cannot be read is an error of its own field.</summary>
    internal Result<EditDraft.Request> Read(Guid id, Currency currency, CultureInfo culture)
    {
        var check = new Check();
        if (Do?.StartsWith("remove:", StringComparison.Ordinal) == true && int.TryParse(Do[7..], NumberStyles.None, CultureInfo.InvariantCulture, out var gone) && gone < Lines.Count)
        {
            Lines.RemoveAt(gone);
        }

        Lines.RemoveAll(l => l.IsBlank);
        var lines = Lines.Select((line, i) => ReadLine(line, i, currency, culture, check)).ToList();
        var request = new EditDraft.Request(
            id, Version, BillTo ?? "", Introduction ?? "", Footer ?? "", Number(DiscountPercent, "DiscountPercent", "The discount", 0, culture, check),
            Amount(DiscountAmount, "DiscountAmount", "The discount", currency, culture, check), lines);
        return check.Failed ? check.ToProblem() : request;
    }

    private static EditDraft.Line ReadLine(LineForm line, int i, Currency currency, CultureInfo culture, Check check)
    {
        var name = $"Lines[{i}]";
        var date = NodaTime.Text.LocalDatePattern.Iso.Parse(line.Date ?? "");
        return new EditDraft.Line(
            line.Id,
            line.Description ?? "",
            date.Success ? date.Value : null,
            Number(line.Quantity, $"{name}.Quantity", $"Line {i + 1}, quantity", 1, culture, check),
            Amount(line.Price, $"{name}.Price", $"Line {i + 1}, price", currency, culture, check),
            Number(line.Discount, $"{name}.Discount", $"Line {i + 1}, discount", 0, culture, check),
            line.TaxCode ?? "");
    }

    private static decimal Number(string? text, string field, string label, decimal otherwise, CultureInfo culture, Check check)
    {
        var number = string.IsNullOrWhiteSpace(text) ? otherwise : AmountInput.Number(text, culture);
        check.That(number is not null, field, $"{label}: enter a number such as {AmountInput.Text(1.5m, culture)}.");
        return number ?? otherwise;
    }

    private static long Amount(string? text, string field, string label, Currency currency, CultureInfo culture, Check check)
    {
        var (minor, error) = string.IsNullOrWhiteSpace(text) ? (0, null) : AmountInput.Money(text, currency, culture);
        check.That(error is null, field, $"{label}: {error}");
        return minor;
    }
}
