using System.Collections.Frozen;

namespace PracticeCms.Kernel.Tenants;

/// <summary>
/// Which tenant answers at a host name and first path segment: four look-ups at most, however many tenants there are. A prefix outranks a host name, and
/// what names a host outranks what takes any.
/// </summary>
internal sealed class TenantRoutes
{
    private const string AnyHost = "";
    private const string NoPrefix = "";

    private readonly FrozenDictionary<(string Host, string Prefix), TenantShell> shells;

    public TenantRoutes(IEnumerable<TenantShell> all)
    {
        var found = new Dictionary<(string, string), TenantShell>();
        foreach (var shell in all.OrderBy(s => s.Definition.Name, StringComparer.Ordinal))
        {
            foreach (var place in PlacesOf(shell.Definition))
            {
                found.TryAdd(place, shell);
            }
        }

        shells = found.ToFrozenDictionary();
    }

    public TenantShell? Resolve(string host, string firstSegment)
    {
        var (at, prefix) = (host.ToLowerInvariant(), firstSegment.ToLowerInvariant());
        return (prefix.Length > 0 ? Find(at, prefix) ?? Find(AnyHost, prefix) : null) ?? Find(at, NoPrefix) ?? Find(AnyHost, NoPrefix);
    }

    /// <summary>The places that a tenant claims.</summary>
    public static IEnumerable<(string Host, string Prefix)> PlacesOf(TenantDefinition tenant) =>
        tenant.Hosts.DefaultIfEmpty(AnyHost).Select(h => (h.ToLowerInvariant(), tenant.Prefix.ToLowerInvariant()));

    private TenantShell? Find(string host, string prefix) => shells.GetValueOrDefault((host, prefix));
}
