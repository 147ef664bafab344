using System.Collections.Concurrent;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit;

/// <summary>Practices in which this process has committed events that have no place in the sequence yet.</summary>
internal sealed class Unsealed
{
    private readonly ConcurrentDictionary<TenantShell, bool> shells = new();

    public void Note(TenantShell shell) => shells.TryAdd(shell, true);

    public IReadOnlyList<TenantShell> Take() => shells.Keys.Where(s => shells.TryRemove(s, out _)).ToList();
}
