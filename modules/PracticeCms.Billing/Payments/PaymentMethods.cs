namespace PracticeCms.Billing.Payments;

internal static class PaymentMethods
{
    public static IEnumerable<(string Value, string Text)> Options => Enum.GetValues<PaymentMethod>().Select(m => (m.ToString(), Text(m)));

    public static string Text(PaymentMethod method) => method switch
    {
        PaymentMethod.Cash => "Cash",
        PaymentMethod.Card => "Card",
        _ => "Bank transfer",
    };
}
