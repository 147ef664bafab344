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
            .That(request.AdminPassword.Length >= 15, nameof(request.AdminPassword), "Use a password of at least 15 characters; a few words in a row are easy to keep in mind.")
            .That(DateTimeZoneProviders.Tzdb.GetZoneOrNull(request.TimeZone) is not null, nameof(request.TimeZone), $"'{request.TimeZone}' is not a time zone such as Europe/Vienna.")
            .That(IsCulture(request.Culture), nameof(request.Culture), $"'{request.Culture}' is not a culture such as en-GB.")
            .That(Currencies.Contains(request.Currency), nameof(request.Currency), $"'{request.Currency}' is not a currency code such as EUR.")
            .That(TenantStore.IsValidName(request.Tenant), nameof(request.Tenant), "A tenant's name has letters, digits and hyphens, and starts with a letter.")
            .That(request.Prefix.Length == 0 || TenantStore.IsValidName(request.Prefix), nameof(request.Prefix), "A prefix has letters, digits and hyphens, and starts with a letter.")
            .That(!ReservedPrefixes.Contains(request.Prefix), nameof(request.Prefix), $"The prefix '{request.Prefix}' is used by the product.")
            .That(request.Address.Length == 0 || Uri.TryCreate(request.Address, UriKind.Absolute, out _), nameof(request.Address), "Enter an absolute address such as https://practice.example.com/.");
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
        TimeZone = request.TimeZone,
        CultureName = CultureInfo.GetCultureInfo(request.Culture).Name,
        CurrencyCode = request.Currency,
        Database = request.Database,
        Schema = request.Database == DatabaseProvider.Postgres ? SchemaOf(request.Tenant) : "",
        ConnectionVariable = request.ConnectionVariable,
        Address = Address(request),
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

    private static readonly HashSet<string> ReservedPrefixes = new(StringComparer.OrdinalIgnoreCase)
    {
        "admin", "account", "api", "book", "health", "openapi", "setup", "_content", "_framework",
    };

    // Unique to this try: a schema that somebody else made is never touched.
    public static string SchemaOf(string tenant) =>
        $"practice_{tenant.ToLowerInvariant().Replace('-', '_')}_{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";

    private static string Address(SetupPractice.Request request)
    {
        if (request.Address.Length == 0)
        {
            return "";
        }

        var root = request.Address.TrimEnd('/') + "/";
        return request.Prefix.Length == 0 || root.EndsWith($"/{request.Prefix}/", StringComparison.OrdinalIgnoreCase) ? root : $"{root}{request.Prefix}/";
    }

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
