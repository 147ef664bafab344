namespace PracticeCms.Records.Clients;

/// <summary>A client as a form, a file or a program writes it: all text. A member that is null is left as it is.</summary>
public sealed class ClientDetails
{
    public string? Kind { get; set; }
    public string? GivenName { get; set; }
    public string? FamilyName { get; set; }
    public string? PreferredName { get; set; }
    public string? OrganizationName { get; set; }

    /// <summary>ISO 8601.</summary>
    public string? BirthDate { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? AddressLine { get; set; }
    public string? PostalCode { get; set; }
    public string? City { get; set; }
    public string? Region { get; set; }
    public string? Country { get; set; }
    public string? IdentityNumber { get; set; }
    public string? Tags { get; set; }
    public string? ExternalId { get; set; }

    /// <summary>Active or Inactive; archiving is an act of its own.</summary>
    public string? Status { get; set; }

    /// <summary>By the field's name. A form without such fields posts none and would leave null here.</summary>
    public Dictionary<string, string> Custom
    {
        get;
        set => field = value ?? [];
    } = [];

    /// <summary>The version that was edited; null for a new client.</summary>
    public long? Version { get; set; }

    /// <summary>Set where a booking or an import brings what it has: required custom fields may then be missing.</summary>
    internal bool IsBrief { get; set; }

    /// <summary>Set once the possible duplicates were shown.</summary>
    public bool SaveAnyway { get; set; }

    /// <summary>Of a client that was opened.</summary>
    internal static ClientDetails Of(Client client, string region) => new()
    {
        Kind = client.Kind.ToString(),
        GivenName = client.GivenName,
        FamilyName = client.FamilyName,
        PreferredName = client.PreferredName,
        OrganizationName = client.OrganizationName,
        BirthDate = client.BirthDate is { } date ? NodaTime.Text.LocalDatePattern.Iso.Format(date) : "",
        Email = client.Email ?? "",
        Phone = PhoneNumber.Display(client.Phone, region),
        AddressLine = client.AddressLine,
        PostalCode = client.PostalCode,
        City = client.City,
        Region = client.Region,
        Country = client.Country,
        IdentityNumber = client.IdentityNumber,
        Tags = client.Tags.Replace(",", ", ", StringComparison.Ordinal),
        ExternalId = client.ExternalId ?? "",
        Custom = Fields.CustomValues.Read(client.Custom).ToDictionary(),
        Status = client.Status.ToString(),
        Version = client.Version,
    };
}
