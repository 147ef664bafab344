namespace PracticeCms.Kernel.Web.Limits;

/// <summary>
/// Keeps one practice's flood from taking the machine: while several practices are asked, each has no more requests in work than its part.
/// A practice that is alone may have everything.
/// </summary>
/// <param name="least">What each has, however many there are.</param>
internal sealed class FairShare(IClock clock, int capacity, int least = 1)
{
    /// <summary>For how long a practice counts after its last request.</summary>
    private static readonly Duration Lingers = Duration.FromSeconds(10);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Tenant> tenants = new(StringComparer.Ordinal);

    /// <summary>Null where the practice has its part already; else to be disposed of when the request is done.</summary>
    public IDisposable? Enter(string name)
    {
        lock (gate)
        {
            var now = clock.GetCurrentInstant();
            if (!tenants.TryGetValue(name, out var tenant))
            {
                tenants[name] = tenant = new Tenant(this);
            }

            tenant.SeenAt = now;
            var active = tenants.Values.Count(t => t.Running > 0 || now - t.SeenAt < Lingers);
            if (active > 1 && tenant.Running >= Math.Max(least, capacity / active))
            {
                return null;
            }

            tenant.Running++;
            return tenant;
        }
    }

    private sealed class Tenant(FairShare share) : IDisposable
    {
        public int Running { get; set; }
        public Instant SeenAt { get; set; }

        public void Dispose()
        {
            lock (share.gate)
            {
                Running--;
            }
        }
    }
}
