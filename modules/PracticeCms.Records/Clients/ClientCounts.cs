using System.Collections.Concurrent;

namespace PracticeCms.Records.Clients;

/// <summary>
/// Totals and tags of the list, kept for a few seconds per practice and dropped when this node changes a client. A count over
/// 100,000 rows costs more than the page it stands on.
/// </summary>
internal sealed class ClientCounts(IClock clock)
{
    private static readonly Duration Fresh = Duration.FromSeconds(10);
    private readonly ConcurrentDictionary<(string Tenant, string Key), (Instant Until, object Value)> kept = new();

    public async Task<T> GetAsync<T>(string tenant, string key, Func<Task<T>> read)
        where T : notnull
    {
        var now = clock.GetCurrentInstant();
        if (kept.TryGetValue((tenant, key), out var entry) && entry.Until > now)
        {
            return (T)entry.Value;
        }

        var value = await read();
        if (kept.Count > 10_000)
        {
            kept.Clear();
        }

        kept[(tenant, key)] = (now + Fresh, value);
        return value;
    }

    public void Forget(string tenant)
    {
        foreach (var key in kept.Keys.Where(k => k.Tenant == tenant))
        {
            kept.TryRemove(key, out _);
        }
    }
}
