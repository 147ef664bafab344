using System.Collections.Concurrent;

namespace PracticeCms.Users.Sessions;

/// <summary>Sessions that were looked up in the last seconds: what bounds how long another node admits one that has ended.</summary>
internal sealed class SessionCache(IClock clock)
{
    private const int Crowded = 20_000;
    private static readonly Duration Lifetime = Duration.FromSeconds(3);
    private readonly ConcurrentDictionary<(string Tenant, Guid Id), (Session Session, Instant At)> known = new();

    public Session? Find(string tenant, Guid id) =>
        known.TryGetValue((tenant, id), out var found) && clock.GetCurrentInstant() - found.At < Lifetime ? found.Session : null;

    public void Keep(string tenant, Session session)
    {
        var now = clock.GetCurrentInstant();
        known[(tenant, session.Id)] = (session, now);
        if (known.Count > Crowded)
        {
            foreach (var old in known.Where(k => now - k.Value.At >= Lifetime).Select(k => k.Key))
            {
                known.TryRemove(old, out _);
            }
        }
    }

    public void Forget(string tenant, Guid id) => known.TryRemove((tenant, id), out _);
}
