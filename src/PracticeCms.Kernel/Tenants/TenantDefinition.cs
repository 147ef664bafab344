using System.Globalization;
using System.Text.Json.Serialization;

namespace PracticeCms.Kernel.Tenants;

/// <summary>What is kept of a tenant outside its database: <c>Tenants/NAME/tenant.json</c> in the data folder.</summary>
internal sealed class TenantDefinition : ITenant
{
    // Asked for with every date and amount that is shown; the libraries' own look-ups take a lock.
    private CultureInfo? culture;
    private DateTimeZone? zone;

    public required string Name { get; init; }
    public string PracticeName { get; set; } = "";
    public TenantState State { get; set; }
    public string Prefix { get; set; } = "";

    /// <summary>Host names that lead here; empty for any.</summary>
    public List<string> Hosts { get; set; } = [];
    public string TimeZone { get; set; } = "Etc/UTC";
    public string CultureName { get; set; } = "en-US";
    public string CurrencyCode { get; set; } = "USD";
    public DatabaseProvider Database { get; set; }

    /// <summary>PostgreSQL schema.</summary>
    public string Schema { get; set; } = "";

    /// <summary>Name of the environment variable that holds the PostgreSQL connection string; secrets stay out of files.</summary>
    public string ConnectionVariable { get; set; } = "";

    /// <summary>Absolute address where clients reach the practice; from configuration, with trailing slash.</summary>
    public string Address { get; set; } = "";

    /// <summary>The recipe that made it.</summary>
    public string Recipe { get; set; } = "";

    /// <summary>The tenant of whoever hosts the others; it cannot be suspended or deleted.</summary>
    [JsonIgnore]
    public bool IsDefault => Name.Equals(TenantStore.DefaultName, StringComparison.OrdinalIgnoreCase);

    [JsonIgnore]
    public DateTimeZone Zone => zone is { } known && known.Id == TimeZone ? known : zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) ?? DateTimeZone.Utc;

    [JsonIgnore]
    public CultureInfo Culture => culture is { } known && known.Name == CultureName ? known : culture = CultureInfo.GetCultureInfo(CultureName);

    [JsonIgnore]
    public Currency Currency => Currency.Of(CurrencyCode);

    [JsonIgnore]
    public Uri BaseUrl => new(Address.Length > 0 ? Address : Prefix.Length > 0 ? $"http://localhost:5000/{Prefix}/" : "http://localhost:5000/");

    public TenantDefinition Copy() => (TenantDefinition)MemberwiseClone();
}
