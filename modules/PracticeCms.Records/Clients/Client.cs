namespace PracticeCms.Records.Clients;

internal enum ClientKind
{
    Person,
    Organization,
}

internal enum ClientStatus
{
    Active,
    Inactive,
    Archived,
}

/// <summary>A person or organisation that the practice serves.</summary>
internal sealed class Client : IClientRecord, IVersioned
{
    public required Guid Id { get; init; }
    public long Version { get; set; }
    public required string Number { get; set; }
    public ClientKind Kind { get; set; }
    public string GivenName { get; set; } = "";
    public string FamilyName { get; set; } = "";
    public string PreferredName { get; set; } = "";
    public string OrganizationName { get; set; } = "";
    public LocalDate? BirthDate { get; set; }
    public string? Email { get; set; }

    /// <summary>E.164, such as +12025550143.</summary>
    public string? Phone { get; set; }
    public string AddressLine { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public string City { get; set; } = "";
    public string Region { get; set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; set; } = "";

    /// <summary>Lower case, separated by commas.</summary>
    public string Tags { get; set; } = "";
    public ClientStatus Status { get; set; }

    /// <summary>A JSON string with the sealed values of custom fields; <c>{}</c> for none.</summary>
    [JsonColumn]
    public string CustomSealed { get; set; } = "{}";
    public string? IdentitySealed { get; set; }

    /// <summary>Blind index of the identity number.</summary>
    public string? IdentityIndex { get; set; }

    /// <summary>Values of custom fields by the field's name; there once <see cref="ClientSecrets"/> has opened the client.</summary>
    public string Custom { get; set; } = "{}";

    /// <summary>Of the insurance, the tax office or the state; there once the client is opened.</summary>
    public string IdentityNumber { get; set; } = "";
    public bool IsOpened { get; set; }

    /// <summary>The key in the system that the client was imported from.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Folded; family name first, or the organisation's name.</summary>
    public string SortName { get; set; } = "";
    public Instant CreatedAt { get; init; }
    public Instant UpdatedAt { get; set; }

    /// <summary>Since then the name is a tombstone, and the database refuses every change.</summary>
    public Instant? ErasedAt { get; set; }

    Guid? IClientRecord.RecordOf => Id;

    public string DisplayName => NameOf(Kind, GivenName, FamilyName, PreferredName, OrganizationName);

    public static string NameOf(ClientKind kind, string given, string family, string preferred, string organization)
    {
        if (kind == ClientKind.Organization)
        {
            return organization;
        }

        var first = preferred.Length > 0 ? preferred : given;
        return $"{first} {family}".Trim();
    }

    public static IReadOnlyList<string> SplitTags(string tags) =>
        [.. tags.Split([',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(t => t.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>A word under which a client is found.</summary>
[NotAudited("derived from the client, whose change is audited")]
internal sealed class ClientSearchTerm
{
    public required string Term { get; init; }
    public required Guid ClientId { get; init; }
}
