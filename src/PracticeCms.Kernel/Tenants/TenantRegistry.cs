using System.Collections.Frozen;

namespace PracticeCms.Kernel.Tenants;

internal interface ITenantRegistry
{
    /// <summary>Names of the tenants that serve requests and jobs.</summary>
    IReadOnlyList<string> Running { get; }
}

/// <summary>All tenants of this process, found by name or by host and prefix.</summary>
internal sealed class TenantRegistry : ITenantRegistry
{
    private readonly Lock changes = new();
    private readonly TenantStore store;
    private FrozenDictionary<string, TenantShell> byName;

    public TenantRegistry(TenantStore store)
    {
        this.store = store;
        byName = store.Load().ToFrozenDictionary(t => t.Name, t => new TenantShell(t), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Running => byName.Values
        .Where(s => s.Definition.State == TenantState.Running && s.Failure is null)
        .Select(s => s.Definition.Name)
        .ToList();

    public IReadOnlyCollection<TenantShell> All => byName.Values;

    public TenantShell? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>
    /// The tenant of a request: one whose prefix is the first path segment (and whose host matches, where it has hosts), else one
    /// with that host, else the one that takes any.
    /// </summary>
    public TenantShell? Resolve(string host, string firstSegment)
    {
        TenantShell? best = null;
        var bestRank = 0;
        foreach (var shell in byName.Values)
        {
            var rank = Rank(shell.Definition, host, firstSegment);
            if (rank > bestRank)
            {
                (best, bestRank) = (shell, rank);
            }
        }

        return best;
    }

    public TenantShell Add(TenantDefinition tenant)
    {
        lock (changes)
        {
            var shell = new TenantShell(tenant);
            byName = byName.Append(KeyValuePair.Create(tenant.Name, shell)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
            return shell;
        }
    }

    public void Save(TenantShell shell) => store.Save(shell.Definition);

    public void Remove(string name)
    {
        lock (changes)
        {
            byName = byName.Where(p => !string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
            store.Remove(name);
        }
    }

    private static int Rank(TenantDefinition tenant, string host, string firstSegment)
    {
        var hostMatches = tenant.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
        if (tenant.Hosts.Count > 0 && !hostMatches)
        {
            return 0;
        }

        if (tenant.Prefix.Length > 0)
        {
            return string.Equals(tenant.Prefix, firstSegment, StringComparison.OrdinalIgnoreCase) ? 4 + (hostMatches ? 1 : 0) : 0;
        }

        return hostMatches ? 3 : 1;
    }
}
