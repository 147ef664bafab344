using System.Globalization;
using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Where a tenant may answer: host names and first path segments that are well formed, not the product's own, and nobody else's.</summary>
internal sealed partial class TenantPlaces(TenantRegistry registry)
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>First path segments of the product's own pages.</summary>
    public static IReadOnlySet<string> Reserved { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "_content", "_framework", "account", "admin", "api", "book", "brand", "error", "health", "openapi", "setup", "visit",
    };

    public static void Check(Check check, IReadOnlyList<string> hosts, string prefix, string address)
    {
        foreach (var host in hosts.Where(h => AsciiOf(h) is null))
        {
            check.That(false, "Hosts", $"'{host}' is not a host name such as praxis.example.com: no scheme, port or path.");
        }

        check
            .That(prefix.Length == 0 || TenantStore.IsValidName(prefix), "Prefix", "A prefix has letters, digits and hyphens, and starts with a letter.")
            .That(!Reserved.Contains(prefix), "Prefix", $"The prefix '{prefix}' is used by the product.")
            .That(
                address.Length == 0 || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0),
                "Address", "Enter an absolute address such as https://practice.example.com/.");
    }

    public static IEnumerable<string> Ascii(IEnumerable<string> hosts) => hosts.Select(h => AsciiOf(h)!).Distinct(StringComparer.Ordinal);

    /// <summary>With trailing slash, and with the prefix where it lacks.</summary>
    public static string Address(string address, string prefix)
    {
        if (address.Length == 0)
        {
            return "";
        }

        var root = address.TrimEnd('/') + "/";
        return prefix.Length == 0 || root.EndsWith($"/{prefix}/", StringComparison.OrdinalIgnoreCase) ? root : $"{root}{prefix}/";
    }

    /// <summary>Whose place this tenant would take, as a refusal; null where it takes none.</summary>
    public Problem? Taken(TenantDefinition wanted, string field)
    {
        var places = TenantRoutes.PlacesOf(wanted).ToHashSet();
        foreach (var other in registry.All.Select(s => s.Definition).Where(d => !d.Name.Equals(wanted.Name, StringComparison.OrdinalIgnoreCase)))
        {
            if (TenantRoutes.PlacesOf(other).FirstOrDefault(places.Contains) is { Host: not null } taken)
            {
                var message = Sentence(taken, other.Name);
                return Problem.Conflict("prefix-taken", message) with { Fields = [new FieldError(taken.Host.Length > 0 ? "Hosts" : field, message)] };
            }
        }

        if (!wanted.IsDefault && registry.Find(TenantStore.DefaultName)?.Definition is { } main && wanted.Prefix.Length == 0 && wanted.Hosts.FirstOrDefault(h => Shadows(h, main)) is { } host)
        {
            var message = $"'{host}' is where the tenant '{main.Name}' is reached; choose another name or a prefix.";
            return Problem.Conflict("host-taken", message) with { Fields = [new FieldError("Hosts", message)] };
        }

        return null;
    }

    // The tenant that takes any host would be out of reach at its own address, and with it the way back.
    private static bool Shadows(string host, TenantDefinition main) =>
        main.Hosts.Count == 0 && (host is "localhost" || host.Equals(main.BaseUrl.IdnHost, StringComparison.OrdinalIgnoreCase) || System.Net.IPAddress.TryParse(host, out _));

    private static string Sentence((string Host, string Prefix) place, string owner) => place switch
    {
        ("", "") => $"The tenant '{owner}' answers without a prefix; choose a prefix for this one.",
        ("", _) => $"The prefix '{place.Prefix}' belongs to the tenant '{owner}'.",
        (_, "") => $"The host name '{place.Host}' belongs to the tenant '{owner}'.",
        _ => $"The prefix '{place.Prefix}' at '{place.Host}' belongs to the tenant '{owner}'.",
    };

    private static string? AsciiOf(string host)
    {
        try
        {
            var ascii = Idn.GetAscii(host).ToLowerInvariant();
            return ascii.Length <= 253 && HostPattern().IsMatch(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\z")]
    private static partial Regex HostPattern();
}
