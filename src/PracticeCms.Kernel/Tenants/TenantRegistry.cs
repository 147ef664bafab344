using System.Collections.Concurrent;

namespace PracticeCms.Kernel.Tenants;

internal interface ITenantRegistry
{
    /// <summary>Names of the tenants that serve requests and jobs.</summary>
    IReadOnlyList<string> Running { get; }
}

/// <summary>All tenants of this process, found by name or by host and prefix.</summary>
internal sealed class TenantRegistry : ITenantRegistry
{
    private readonly TenantStore store;
    private readonly ConcurrentDictionary<string, TenantShell> byName;
    private readonly Lock routing = new();
    private volatile TenantRoutes? routes;

    public TenantRegistry(TenantStore store)
    {
        this.store = store;
        byName = new(store.Load().Select(t => KeyValuePair.Create(t.Name, new TenantShell(t))), StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Running => byName.Values.Where(s => s.Runs).Select(s => s.Definition.Name).ToList();

    public IReadOnlyCollection<TenantShell> All => (IReadOnlyCollection<TenantShell>)byName.Values;

    public TenantShell? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>
    /// The tenant of a request: one whose prefix is the first path segment (and whose host matches, where it has hosts), else one
    /// with that host, else the one that takes any.
    /// </summary>
    public TenantShell? Resolve(string host, string firstSegment) => Routes.Resolve(host, firstSegment);

    /// <summary>Held by whoever gives a tenant a name or a place, from the check until it is taken.</summary>
    public SemaphoreSlim Changing { get; } = new(1, 1);

    public TenantShell Add(TenantDefinition tenant)
    {
        var shell = byName.AddOrUpdate(tenant.Name, _ => new TenantShell(tenant), (_, _) => new TenantShell(tenant));
        Reroute();
        return shell;
    }

    public void Save(TenantShell shell)
    {
        store.Save(shell.Definition);
        Reroute();
    }

    public void Remove(string name)
    {
        Forget(name);
        store.Remove(name);
    }

    /// <summary>Its folder stays where it is.</summary>
    public void Forget(string name)
    {
        byName.TryRemove(name, out _);
        Reroute();
    }

    /// <summary>Takes over what another process has changed. A setup is left to the process that runs it.</summary>
    /// <returns>Names of those that no longer run.</returns>
    public IReadOnlyList<string> Reload()
    {
        var before = Running;
        var found = store.Load().Where(t => t.State is not (TenantState.Initializing or TenantState.Uninitialized)).ToDictionary(t => t.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var shell in byName.Values.Where(s => s.Definition.State is not (TenantState.Initializing or TenantState.Uninitialized)))
        {
            if (found.Remove(shell.Definition.Name, out var read))
            {
                shell.Definition = read;
            }
            else
            {
                byName.TryRemove(shell.Definition.Name, out _);
            }
        }

        foreach (var added in found.Values)
        {
            byName.TryAdd(added.Name, new TenantShell(added));
        }

        Reroute();
        return before.Except(Running, StringComparer.OrdinalIgnoreCase).ToList();
    }

    private TenantRoutes Routes
    {
        get
        {
            if (routes is { } known)
            {
                return known;
            }

            lock (routing)
            {
                return routes ??= new TenantRoutes(byName.Values);
            }
        }
    }

    // Under the lock, so that routes which were read before a change are not kept after it.
    private void Reroute()
    {
        lock (routing)
        {
            routes = null;
        }
    }
}
