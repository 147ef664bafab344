namespace PracticeCms.Kernel.Web.Limits;

/// <summary>
/// Token buckets in a table that does not grow, whoever asks: who falls on the same place shares a bucket. Places depend on a seed of the
/// process, so nobody can aim at somebody else's.
/// </summary>
internal sealed class RateBuckets(IClock clock)
{
    private const int Places = 16_384;
    private readonly Bucket[] table = new Bucket[Places];
    private readonly Lock[] locks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <summary>Zero where the request may go on; else the seconds after which the next one may.</summary>
    /// <param name="perMinute">Also how many may come at once; 0 for no limit.</param>
    public int Take(object key, int perMinute)
    {
        if (perMinute <= 0)
        {
            return 0;
        }

        var hash = key.GetHashCode() & int.MaxValue;
        var now = clock.GetCurrentInstant().ToUnixTimeTicks();
        lock (locks[hash % locks.Length])
        {
            ref var bucket = ref table[hash % Places];
            var perTick = perMinute / (double)NodaConstants.TicksPerMinute;
            var spent = Math.Max(0, bucket.Spent - (Math.Max(0, now - bucket.At) * perTick));
            var isFull = spent + 1 > perMinute;
            bucket = new Bucket(isFull ? spent : spent + 1, now);
            return isFull ? Math.Max(1, (int)Math.Ceiling((spent + 1 - perMinute) / perTick / NodaConstants.TicksPerSecond)) : 0;
        }
    }

    private readonly record struct Bucket(double Spent, long At);
}
