using System.Globalization;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Recipes;

/// <summary>What the answers of a setup must be like, and the tenant they describe.</summary>
internal static class SetupRules
{
    private static readonly Lazy<IReadOnlyList<string>> KnownCurrencies = new(() =>
    [
        .. CultureInfo.GetCultures(CultureTypes.SpecificCultures)
            .Where(c => !c.IsNeutralCulture && c.Name.Length > 0)
            .Select(c => new RegionInfo(c.Name).ISOCurrencySymbol)
            .Where(c => c.Length == 3 && c.All(char.IsAsciiLetterUpper))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ]);

    public static IReadOnlyList<string> Currencies => KnownCurrencies.Value;

    public static Problem? Check(SetupPractice.Request request)
    {
        var check = new Check()
            .That(request.PracticeName.Trim().Length is > 0 and <= 120, nameof(request.PracticeName), "Enter the name of the practice.")
            .That(request.Recipe.Length > 0, nameof(request.Recipe), "Choose a kind of practice.")
            .That(IsEmail(request.AdminEmail), nameof(request.AdminEmail), "Enter an e-mail address such as ada@example.com.")
            .That(request.AdminName.Trim().Length is > 0 and <= 120, nameof(request.AdminName), "Enter the name of the administrator.")
            .That(request.AdminPassword is null or { Length: >= 15 }, nameof(request.AdminPassword), "Use a password of at least 15 characters; a few words in a row are easy to keep in mind.")
            .That(DateTimeZoneProviders.Tzdb.GetZoneOrNull(request.TimeZone) is not null, nameof(request.TimeZone), $"'{request.TimeZone}' is not a time zone such as Europe/Vienna.")
            .That(IsCulture(request.Culture), nameof(request.Culture), $"'{request.Culture}' is not a culture such as en-GB.")
            .That(Currencies.Contains(request.Currency), nameof(request.Currency), $"'{request.Currency}' is not a currency code such as EUR.")
            .That(TenantStore.IsValidName(request.Tenant), nameof(request.Tenant), "A tenant's name has letters, digits and hyphens, and starts with a letter.");
        TenantPlaces.Check(check, request.Hosts, request.Prefix, request.Address);
        if (request.Database == DatabaseProvider.Postgres)
        {
            check.That(
                request.ConnectionVariable.Length > 0 && Environment.GetEnvironmentVariable(request.ConnectionVariable) is { Length: > 0 },
                "Connection", "PostgreSQL needs the name of an environment variable that holds the connection string.");
        }

        return check.Failed ? check.ToProblem() : null;
    }

    public static TenantDefinition Define(SetupPractice.Request request) => new()
    {
        Name = request.Tenant,
        PracticeName = request.PracticeName.Trim(),
        State = TenantState.Initializing,
        Prefix = request.Prefix,
        Hosts = [.. TenantPlaces.Ascii(request.Hosts)],
        Recipe = Path.GetFileName(request.Recipe).Split('.')[0],
        TimeZone = request.TimeZone,
        CultureName = CultureInfo.GetCultureInfo(request.Culture).Name,
        CurrencyCode = request.Currency,
        Database = request.Database,
        Schema = request.Database == DatabaseProvider.Postgres ? SchemaOf(request.Tenant) : "",
        ConnectionVariable = request.ConnectionVariable,
        Address = TenantPlaces.Address(request.Address, request.Prefix),
    };

    public static IReadOnlyDictionary<string, string> Parameters(SetupPractice.Request request) => new Dictionary<string, string>
    {
        ["SiteName"] = request.PracticeName.Trim(),
        ["AdminUsername"] = request.AdminEmail,
        ["AdminEmail"] = request.AdminEmail,
        ["DatabaseProvider"] = request.Database.ToString(),
        ["Culture"] = request.Culture,
        ["Currency"] = request.Currency,
        ["TimeZone"] = request.TimeZone,
    };

    // Unique to this try: a schema that somebody else made is never touched.
    public static string SchemaOf(string tenant) =>
        $"practice_{tenant.ToLowerInvariant().Replace('-', '_')}_{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";

    private static bool IsCulture(string name)
    {
        try
        {
            return name.Length > 0 && !CultureInfo.GetCultureInfo(name, predefinedOnly: true).IsNeutralCulture;
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static bool IsEmail(string text) =>
        EmailAddress.IsValid(text);
}
