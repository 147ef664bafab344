using System.Collections.Concurrent;

namespace PracticeCms.Kernel.Settings;

/// <summary>
/// Settings by tenant and name, as committed. An entry lives for seconds, so that another node's change arrives without a message.
/// </summary>
internal sealed class SettingsCache(IClock clock)
{
    private static readonly Duration Lifetime = Duration.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Tenant> tenants = new(StringComparer.Ordinal);

    /// <summary>Grows with each change of this tenant's settings; part of the keys of what is rendered from them.</summary>
    public long Generation(string tenant) => For(tenant).Generation;

    public bool TryGet(string tenant, string name, Type type, out object value)
    {
        if (For(tenant).Entries.TryGetValue(name, out var entry) && entry.Until > clock.GetCurrentInstant() && type.IsInstanceOfType(entry.Value))
        {
            value = entry.Value;
            return true;
        }

        value = null!;
        return false;
    }

    /// <summary>Keeps what was read, unless something changed since the reading began.</summary>
    public void Keep(string tenant, string name, object value, long generation)
    {
        var cached = For(tenant);
        lock (cached)
        {
            if (cached.Generation == generation)
            {
                cached.Entries[name] = new Entry(value, clock.GetCurrentInstant() + Lifetime);
            }
        }
    }

    public void Drop(string tenant)
    {
        var cached = For(tenant);
        lock (cached)
        {
            cached.Generation++;
            cached.Entries.Clear();
        }
    }

    private Tenant For(string tenant) => tenants.GetOrAdd(tenant, static _ => new Tenant());

    private sealed record Entry(object Value, Instant Until);

    private sealed class Tenant
    {
        private long generation;

        public long Generation
        {
            get => Volatile.Read(ref generation);
            set => Volatile.Write(ref generation, value);
        }

        public ConcurrentDictionary<string, Entry> Entries { get; } = new(StringComparer.Ordinal);
    }
}
