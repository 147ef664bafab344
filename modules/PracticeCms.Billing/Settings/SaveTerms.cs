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
            var (introduction, footer) = (form.Introduction ?? "", form.Footer ?? "");
            var check = new Check()
                .That(form.PaymentTermDays is >= 0 and <= 365, "PaymentTermDays", "Choose between 0 and 365 days.")
                .That(introduction.Length <= 2000, "Introduction", "A text has up to 2000 characters.")
                .That(footer.Length <= 2000, "Footer", "A text has up to 2000 characters.");
            if (check.Failed)
            {
                return check.ToProblem();
            }

            var terms = await settings.GetAsync<BillingSettings>(token);
            (terms.PricesIncludeTax, terms.PaymentTermDays, terms.DefaultTaxCode, terms.Introduction, terms.Footer) = (form.PricesIncludeTax, form.PaymentTermDays, form.DefaultTaxCode ?? "", introduction, footer);
            await settings.SaveAsync(terms, token);
            return terms;
        },
        ct);
}
