using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Users.SignIn;

/// <summary>
/// Slows guessing down without handing out a way to lock people out. Three buckets count attempts: one account from one address,
/// one address, and one account from everywhere. The last one lets addresses pass from which that account signed in before.
/// A right answer gives its attempt back.
/// </summary>
internal sealed class SignInThrottle(IClock clock)
{
    private static readonly Limit Pair = new(10, Duration.FromMinutes(1));
    private static readonly Limit Address = new(50, Duration.FromSeconds(10));
    private static readonly Limit Account = new(100, Duration.FromMinutes(1));
    private static readonly Limit Told = new(1, Duration.FromMinutes(1));
    private static readonly Limit ToldOfAll = new(60, Duration.FromSeconds(1));
    private const int LongestName = 300;
    private static readonly Duration PruneEvery = Duration.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Instant> known = new(StringComparer.Ordinal);
    private long prunedAt;

    /// <summary>Takes an attempt; false where there is none left.</summary>
    public bool TryEnter(string tenant, string account, string address)
    {
        var keys = new Keys(tenant, account, address);
        var now = clock.GetCurrentInstant();
        Prune(now);
        if (!Take(keys.Pair, Pair, now))
        {
            return false;
        }

        if (!Take(keys.Address, Address, now))
        {
            GiveBack(keys.Pair);
            return false;
        }

        if (Take(keys.Everywhere, Account, now) || known.ContainsKey(keys.Pair))
        {
            return true;
        }

        GiveBack(keys.Pair);
        GiveBack(keys.Address);
        return false;
    }

    /// <summary>Whether a refusal is to be an event: one a minute of each address, and few of all, so that guessing fills no log.</summary>
    public bool IsWorthAnEvent(string tenant, string address)
    {
        var now = clock.GetCurrentInstant();
        return Take(new Keys(tenant, "", address).Told, Told, now) && Take(tenant + "|told", ToldOfAll, now);
    }

    public void Succeeded(string tenant, string account, string address)
    {
        var keys = new Keys(tenant, account, address);
        known[keys.Pair] = clock.GetCurrentInstant();
        buckets.TryRemove(keys.Pair, out _);
        GiveBack(keys.Address);
        GiveBack(keys.Everywhere);
    }

    private bool Take(string key, Limit limit, Instant now) => buckets.GetOrAdd(key, _ => new Bucket(limit, now)).TryTake(now);

    private void GiveBack(string key)
    {
        if (buckets.TryGetValue(key, out var bucket))
        {
            bucket.GiveBack();
        }
    }

    // A full bucket says nothing; dropping it loses nothing.
    private void Prune(Instant now)
    {
        var (before, ticks) = (Volatile.Read(ref prunedAt), now.ToUnixTimeTicks());
        if (ticks - before < PruneEvery.BclCompatibleTicks || Interlocked.CompareExchange(ref prunedAt, ticks, before) != before)
        {
            return;
        }

        foreach (var (key, bucket) in buckets)
        {
            if (bucket.IsFull(now))
            {
                buckets.TryRemove(key, out _);
            }
        }

        foreach (var (key, at) in known)
        {
            if (now - at > Duration.FromDays(30))
            {
                known.TryRemove(key, out _);
            }
        }
    }

    private sealed record Limit(int Capacity, Duration Refill);

    private sealed record Keys(string Tenant, string Account, string Where)
    {
        // What is kept has the same length whatever somebody types.
        private string Name { get; } = Account.Length <= LongestName ? Account : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Account)));
        private string From { get; } = IPAddress.TryParse(Where, out var address) ? Household.Of(address) : Where;
        public string Pair => $"{Tenant}|{Name}|{From}";
        public string Address => $"{Tenant}|@{From}";
        public string Told => $"{Tenant}|told|{From}";
        public string Everywhere => $"{Tenant}|{Name}";
    }

    private sealed class Bucket(Limit limit, Instant start)
    {
        private readonly Lock gate = new();
        private int tokens = limit.Capacity;
        private Instant filledAt = start;

        public bool TryTake(Instant now)
        {
            lock (gate)
            {
                Fill(now);
                return tokens > 0 && tokens-- > 0;
            }
        }

        public void GiveBack()
        {
            lock (gate)
            {
                tokens = Math.Min(limit.Capacity, tokens + 1);
            }
        }

        public bool IsFull(Instant now)
        {
            lock (gate)
            {
                Fill(now);
                return tokens == limit.Capacity;
            }
        }

        private void Fill(Instant now)
        {
            var earned = (now - filledAt).ToInt64Nanoseconds() / limit.Refill.ToInt64Nanoseconds();
            if (earned > 0)
            {
                tokens = (int)Math.Min(limit.Capacity, tokens + earned);
                filledAt += limit.Refill * earned;
            }
        }
    }
}
