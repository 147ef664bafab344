using System.Diagnostics;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Durable;

/// <summary>
/// The time by which leases are told: that of a practice's PostgreSQL, so that a node whose own clock is wrong takes work over neither too
/// early nor too late. What is due stays with the node's clock, by which it was written.
/// </summary>
internal sealed class LeaseClock(TenantScope tenant, IClock clock)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    /// <summary>So much an answer may take on its way; a lease bears it.</summary>
    private static readonly Duration Slight = Duration.FromSeconds(1);

    public Instant Now => ThereAt(clock.GetCurrentInstant());

    private Duration Ahead => Duration.FromMilliseconds(tenant.Shell.DatabaseAhead);

    public Instant ThereAt(Instant here) => here + Ahead;

    public Instant HereAt(Instant there) => there - Ahead;

    /// <summary>Compares this machine's clock with the database's, now and then: the system's, since the database's is one too, and a test's clock stands still.</summary>
    public async Task CompareAsync(Func<Task<Instant>> ask)
    {
        if (tenant.Shell.ComparedAt is not 0 and var last && Stopwatch.GetElapsedTime(last) < Between)
        {
            return;
        }

        var (asked, began) = (SystemClock.Instance.GetCurrentInstant(), Stopwatch.GetTimestamp());
        var told = await ask();
        var way = Duration.FromTimeSpan(Stopwatch.GetElapsedTime(began));
        if (way < Slight)
        {
            var ahead = told - asked - (way / 2);
            tenant.Shell.DatabaseAhead = ahead > Slight || ahead < -Slight ? (long)ahead.TotalMilliseconds : 0;
            tenant.Shell.ComparedAt = Stopwatch.GetTimestamp();
        }
    }
}
