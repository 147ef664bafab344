using NodaTime.Text;
using PracticeCms.Records.Fields;

namespace PracticeCms.Records.Clients;

/// <summary>What a client's data must look like: one place for screens, imports, bookings and programs.</summary>
/// <param name="Region">The practice's country, for phone numbers without a country code.</param>
internal sealed record ClientRules(string Region, LocalDate Today, IReadOnlyList<CustomField> Fields)
{
    /// <summary>Writes the details over the client and returns what is wrong with them.</summary>
    public Check Apply(ClientDetails details, Client client)
    {
        var check = new Check();
        client.Kind = Kind(details, client, check);
        client.GivenName = Text(details.GivenName, client.GivenName, "GivenName", 100, check);
        client.FamilyName = Text(details.FamilyName, client.FamilyName, "FamilyName", 100, check);
        client.PreferredName = Text(details.PreferredName, client.PreferredName, "PreferredName", 100, check);
        client.OrganizationName = Text(details.OrganizationName, client.OrganizationName, "OrganizationName", 200, check);
        client.BirthDate = BirthDate(details.BirthDate, client.BirthDate, check);
        client.Email = Email(details.Email, client.Email, check);
        client.Phone = Phone(details.Phone, client.Phone, check);
        client.AddressLine = Text(details.AddressLine, client.AddressLine, "AddressLine", 200, check);
        client.PostalCode = Text(details.PostalCode, client.PostalCode, "PostalCode", 20, check);
        client.City = Text(details.City, client.City, "City", 100, check);
        client.Region = Text(details.Region, client.Region, "Region", 100, check);
        client.Country = Text(details.Country, client.Country, "Country", 60, check);
        client.IdentityNumber = Identity(details.IdentityNumber, client.IdentityNumber, check);
        client.Tags = details.Tags is null ? client.Tags : string.Join(',', Client.SplitTags(details.Tags));
        client.ExternalId = details.ExternalId is null ? client.ExternalId : Empty(Text(details.ExternalId, "", "ExternalId", 100, check));
        client.Status = Status(details.Status, client.Status, check);
        client.Custom = CustomValues.Apply(client.Custom, details.Custom, Fields, check, mayLack: details.IsBrief);
        NamesAreThere(client, check);
        client.SortName = SearchTerms.SortName(client.Kind, client.GivenName, client.FamilyName, client.OrganizationName);
        return check;
    }

    private static void NamesAreThere(Client client, Check check)
    {
        if (client.Kind == ClientKind.Organization)
        {
            check.That(client.OrganizationName.Length > 0, "OrganizationName", "An organization needs its name.");
            return;
        }

        check.That(client.GivenName.Length > 0 || client.FamilyName.Length > 0, "FamilyName", "A given or a family name is needed.");
    }

    private static ClientKind Kind(ClientDetails details, Client client, Check check)
    {
        if (string.IsNullOrWhiteSpace(details.Kind))
        {
            return details.Kind is null && details.OrganizationName?.Trim().Length > 0 && client.SortName.Length == 0 ? ClientKind.Organization : client.Kind;
        }

        if (Enum.TryParse<ClientKind>(details.Kind.Trim(), true, out var kind))
        {
            return kind;
        }

        var guess = details.Kind.Trim().ToLowerInvariant() is "organisation" or "company" or "business" or "org" ? ClientKind.Organization : client.Kind;
        check.That(guess == ClientKind.Organization || details.Kind.Trim().Equals("individual", StringComparison.OrdinalIgnoreCase), "Kind", "Kind must be Person or Organization.");
        return guess;
    }

    private static ClientStatus Status(string? given, ClientStatus stored, Check check)
    {
        if (string.IsNullOrWhiteSpace(given) || given == stored.ToString())
        {
            return stored;
        }

        var known = Enum.TryParse<ClientStatus>(given, true, out var status) && status != ClientStatus.Archived && stored != ClientStatus.Archived;
        check.That(known, "Status", "Status must be Active or Inactive.");
        return known ? status : stored;
    }

    private static string Text(string? given, string stored, string field, int longest, Check check)
    {
        if (given is null)
        {
            return stored;
        }

        var text = string.Join(' ', given.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
        check.That(text.Length <= longest, field, $"{AsWords(field)} has at most {longest} characters.");
        check.That(!text.Any(char.IsControl), field, $"{AsWords(field)} contains characters that cannot be printed.");
        return text;
    }

    // GivenName: Given name. The summary above a form lists messages without their fields.
    private static string AsWords(string field) =>
        string.Concat(field.Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    private LocalDate? BirthDate(string? given, LocalDate? stored, Check check)
    {
        if (given is null || given.Trim().Length == 0)
        {
            return given is null ? stored : null;
        }

        var parsed = LocalDatePattern.Iso.Parse(given.Trim());
        check.That(parsed.Success, "BirthDate", "Enter a date such as 1985-04-12.");
        if (!parsed.Success)
        {
            return stored;
        }

        check.That(parsed.Value <= Today, "BirthDate", "A birth date lies in the past.");
        check.That(parsed.Value >= Today.PlusYears(-130), "BirthDate", "That is more than 130 years ago.");
        return parsed.Value;
    }

    private static string? Email(string? given, string? stored, Check check)
    {
        if (given is null || given.Trim().Length == 0)
        {
            return given is null ? stored : null;
        }

        var text = given.Trim();
        check.That(EmailAddress.IsValid(text), "Email", "Enter an e-mail address such as name@example.com.");
        return text.ToLowerInvariant();
    }

    private string? Phone(string? given, string? stored, Check check)
    {
        if (given is null || given.Trim().Length == 0)
        {
            return given is null ? stored : null;
        }

        var number = PhoneNumber.Normalize(given.Trim(), Region);
        check.That(number is not null, "Phone", "Enter a phone number; begin with + and the country code where it is a foreign one.");
        return number ?? stored;
    }

    private static string Identity(string? given, string stored, Check check)
    {
        var text = Text(given, stored, "IdentityNumber", IdentityNumbers.Longest, check);
        check.That(text.Length == 0 || IdentityNumbers.IsValid(text), "IdentityNumber", "A number has at least five letters or digits, and nothing else but spaces, dots, dashes and slashes.");
        return text;
    }

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}

/// <summary>Makes the rules for the current practice.</summary>
internal sealed class ClientRulebook(ISettings settings, ITenant tenant, IClock clock)
{
    public async Task<ClientRules> GetAsync(CancellationToken ct) =>
        new(await RegionAsync(ct), tenant.Today(clock), (await settings.GetAsync<CustomFields>(ct)).Of("Client"));

    public async Task<string> RegionAsync(CancellationToken ct)
    {
        var country = (await settings.GetAsync<PracticeSettings>(ct)).Country;
        return country.Length == 2 ? country.ToUpperInvariant() : "US";
    }
}
