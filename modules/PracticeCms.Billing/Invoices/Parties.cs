using System.Text.Json;

namespace PracticeCms.Billing.Invoices;

/// <summary>Seller and buyer as they were on the day of issue.</summary>
internal sealed record Parties(Seller Seller, Buyer Buyer)
{
    public string ToJson() => JsonSerializer.Serialize(this, DurableJson.Options);

    public static Parties Read(string json) => JsonSerializer.Deserialize<Parties>(json, DurableJson.Options)!;
}

internal sealed record Seller(string Name, string AddressLine, string PostalCode, string City, string Country, string Phone, string Email, string TaxNumber, string BankAccount)
{
    public static Seller Of(PracticeSettings practice) => new(
        practice.LegalName.Length > 0 ? practice.LegalName : practice.Name,
        practice.AddressLine, practice.PostalCode, practice.City, practice.Country, practice.Phone, practice.Email, practice.TaxNumber, practice.BankAccount);
}

/// <param name="Lines">Name first, then the address.</param>
internal sealed record Buyer(IReadOnlyList<string> Lines, string ClientNumber)
{
    public string Name => Lines.Count > 0 ? Lines[0] : "";
}
