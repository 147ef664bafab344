using System.Collections.Concurrent;

namespace PracticeCms.Users.Sessions;

/// <summary>Sessions that were looked up in the last seconds: what bounds how long another node admits one that has ended.</summary>
internal sealed class SessionCache(IClock clock)
{
    private const int Crowded = 20_000;
    private static readonly Duration Lifetime = Duration.FromSeconds(3);
    private readonly ConcurrentDictionary<(string Tenant, Guid Id), (Session Session, Instant At)> known = new();

    public Session? Find(string tenant, Guid id) =>
        known.TryGetValue((tenant, id), out var found) && IsFresh(clock.GetCurrentInstant() - found.At) ? found.Session : null;

    public void Keep(string tenant, Session session)
    {
        var now = clock.GetCurrentInstant();
        known[(tenant, session.Id)] = (session, now);
        if (known.Count > Crowded)
        {
            foreach (var old in known.Where(k => !IsFresh(now - k.Value.At)).Select(k => k.Key))
            {
                known.TryRemove(old, out _);
            }
        }
    }

    /// <summary>After the clock was set back an age is negative, and nothing is known.</summary>
    private static bool IsFresh(Duration age) => age >= Duration.Zero && age < Lifetime;

    public void Forget(string tenant, Guid id) => known.TryRemove((tenant, id), out _);
}
