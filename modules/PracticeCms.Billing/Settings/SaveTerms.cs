namespace PracticeCms.Billing.Settings;

internal sealed class SaveTerms(ISettings settings, IUnitOfWork unitOfWork)
{
    public Task<Result<BillingSettings>> ExecuteAsync(BillingSettings terms, CancellationToken ct = default) => unitOfWork.RunAsync<Result<BillingSettings>>(
        async token =>
        {
            (terms.DefaultTaxCode, terms.Introduction, terms.Footer) = (terms.DefaultTaxCode ?? "", terms.Introduction ?? "", terms.Footer ?? "");
            var check = new Check()
                .That(terms.PaymentTermDays is >= 0 and <= 365, "PaymentTermDays", "Choose between 0 and 365 days.")
                .That(terms.Introduction.Length <= 2000, "Introduction", "A text has up to 2000 characters.")
                .That(terms.Footer.Length <= 2000, "Footer", "A text has up to 2000 characters.");
            if (check.Failed)
            {
                return check.ToProblem();
            }

            await settings.SaveAsync(terms, token);
            return terms;
        },
        ct);
}
