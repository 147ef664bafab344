using System.Globalization;
using PracticeCms.Billing.Amounts;

namespace PracticeCms.Billing.Payments;

/// <summary>A payment as its form posts it.</summary>
public sealed class PaymentForm
{
    public string? Amount { get; set; }
    public string? Method { get; set; }
    public string? ReceivedOn { get; set; }
    public string? Reference { get; set; }

    /// <summary>Made when the form was shown, so that a second press of the button records nothing.</summary>
    public string? Key { get; set; }

    internal Result<RecordPayment.Request> Read(Guid clientId, Guid? invoiceId, Currency currency, CultureInfo culture)
    {
        var (minor, error) = AmountInput.Money(Amount, currency, culture);
        var day = NodaTime.Text.LocalDatePattern.Iso.Parse(ReceivedOn ?? "");
        var check = new Check()
            .That(error is null, "Amount", error ?? "")
            .That(Enum.TryParse<PaymentMethod>(Method, out var method) && Enum.IsDefined(method), "Method", "Choose how it was paid.")
            .That(day.Success, "ReceivedOn", "Enter the day on which it was received.")
            .That(Guid.TryParse(Key, out _), "Amount", "This form is too old. Open it again.");
        return check.Failed
            ? check.ToProblem()
            : new RecordPayment.Request(clientId, invoiceId, method, minor, day.Value, Reference ?? "", $"form:{Key}");
    }
}
