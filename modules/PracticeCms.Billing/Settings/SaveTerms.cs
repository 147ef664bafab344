namespace PracticeCms.Billing.Settings;

/// <summary>Terms as their form posts them. How long books are kept is not among them.</summary>
public sealed class TermsForm
{
    public bool PricesIncludeTax { get; set; }
    public int PaymentTermDays { get; set; }
    public string? DefaultTaxCode { get; set; }
    public string? Introduction { get; set; }
    public string? Footer { get; set; }

    internal static TermsForm Of(BillingSettings terms) => new()
    {
        PricesIncludeTax = terms.PricesIncludeTax, PaymentTermDays = terms.PaymentTermDays, DefaultTaxCode = terms.DefaultTaxCode, Introduction = terms.Introduction, Footer = terms.Footer,
    };
}

internal sealed class SaveTerms(ISettings settings, IUnitOfWork unitOfWork)
{
    public Task<Result<BillingSettings>> ExecuteAsync(TermsForm form, CancellationToken ct = default) => unitOfWork.RunAsync<Result<BillingSettings>>(
        async token =>
        {
            var terms = new BillingSettings
            {
                PricesIncludeTax = form.PricesIncludeTax,
                PaymentTermDays = form.PaymentTermDays,
                RetentionYears = (await settings.GetAsync<BillingSettings>(token)).RetentionYears,
                DefaultTaxCode = form.DefaultTaxCode ?? "",
                Introduction = form.Introduction ?? "",
                Footer = form.Footer ?? "",
            };
            if (terms.Faults() is { Failed: true } faults)
            {
                return faults.ToProblem();
            }

            await settings.SaveAsync(terms, token);
            return terms;
        },
        ct);
}
