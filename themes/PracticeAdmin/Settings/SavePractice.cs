namespace PracticeAdmin.Settings;

/// <summary>Changes what identifies the practice on screens, letters and invoices.</summary>
internal sealed class SavePractice(ISettings settings, IUnitOfWork unitOfWork)
{
    public static PracticeInput From(PracticeSettings now) => new()
    {
        Name = now.Name, LegalName = now.LegalName, AddressLine = now.AddressLine, PostalCode = now.PostalCode, City = now.City,
        Country = now.Country, Phone = now.Phone, Email = now.Email, TaxNumber = now.TaxNumber, BankAccount = now.BankAccount,
    };

    public async Task<Result> ExecuteAsync(PracticeInput input, CancellationToken ct)
    {
        var country = Clean(input.Country).ToUpperInvariant();
        var email = Clean(input.Email);
        var check = new Check()
            .That(Clean(input.Name).Length is > 0 and <= 120, "Name", "Give the practice a name of up to 120 characters.")
            .That(Clean(input.LegalName).Length <= 200, "LegalName", "The legal name has at most 200 characters.")
            .That(Clean(input.AddressLine).Length <= 200, "AddressLine", "The street has at most 200 characters.")
            .That(Clean(input.PostalCode).Length <= 20, "PostalCode", "The postal code has at most 20 characters.")
            .That(Clean(input.City).Length <= 100, "City", "The city has at most 100 characters.")
            .That(Clean(input.Phone).Length <= 40, "Phone", "The phone number has at most 40 characters.")
            .That(Clean(input.TaxNumber).Length <= 60, "TaxNumber", "The tax number has at most 60 characters.")
            .That(Clean(input.BankAccount).Length <= 200, "BankAccount", "The bank account has at most 200 characters.")
            .That(country.Length == 2 && country.All(char.IsAsciiLetterUpper), "Country", "Write the country as two letters, such as US.")
            .That(email.Length == 0 || EmailAddress.IsValid(email), "Email", "This is not an e-mail address.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        return await unitOfWork.RunAsync(
            async token =>
            {
                var now = await settings.GetAsync<PracticeSettings>(token);
                if (Stamp.Check(input.Stamp, now) is { } stale)
                {
                    return stale;
                }

                await settings.SaveAsync(
                    new PracticeSettings
                    {
                        Name = Clean(input.Name), LegalName = Clean(input.LegalName), AddressLine = Clean(input.AddressLine), PostalCode = Clean(input.PostalCode),
                        City = Clean(input.City), Country = country, Phone = Clean(input.Phone), Email = email, TaxNumber = Clean(input.TaxNumber),
                        BankAccount = Clean(input.BankAccount), Vertical = now.Vertical, HasDemoData = now.HasDemoData,
                    },
                    token);
                return Result.Ok;
            },
            ct);
    }

    private static string Clean(string? text) => (text ?? "").Trim();
}

/// <summary>What the form sends.</summary>
public sealed class PracticeInput
{
    public string? Name { get; set; }
    public string? LegalName { get; set; }
    public string? AddressLine { get; set; }
    public string? PostalCode { get; set; }
    public string? City { get; set; }
    public string? Country { get; set; }
    public string? Phone { get; set; }
    public string? Email { get; set; }
    public string? TaxNumber { get; set; }
    public string? BankAccount { get; set; }
    public string? Stamp { get; set; }
}
