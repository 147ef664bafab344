using System.Globalization;
using PracticeCms.Billing.Amounts;

namespace PracticeCms.Billing.Charges;

/// <summary>A charge as its form posts it.</summary>
public sealed class ChargeInput
{
    public string? Description { get; set; }
    public string? ServiceDate { get; set; }
    public string? Quantity { get; set; }
    public string? Price { get; set; }
    public string? TaxCode { get; set; }

    internal Result<AddCharge.Request> Read(Guid clientId, Currency currency, CultureInfo culture)
    {
        var (price, error) = AmountInput.Money(Price, currency, culture);
        var quantity = AmountInput.Number(Quantity, culture);
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(ServiceDate ?? "");
        var check = new Check()
            .That(!string.IsNullOrWhiteSpace(Description), "Description", "Say what was done.")
            .That(day.Success, "ServiceDate", "Enter the day on which it was done.")
            .That(quantity is not null, "Quantity", "Enter a quantity above zero.")
            .That(error is null, "Price", error ?? "");
        return check.Failed ? check.ToProblem() : new AddCharge.Request(clientId, Description!.Trim(), day.Value, quantity!.Value, price, TaxCode ?? "");
    }
}
