namespace PracticeCms.Kernel.Durable;

/// <summary>Five retries over about an hour, then a person.</summary>
internal static class RetryPolicy
{
    /// <summary>A process that died of the same work this often will not be given it again.</summary>
    public const int DeathsBeforeQuarantine = 3;

    /// <summary>How long work that a process has died of twice waits for its third try.</summary>
    public static readonly Duration AfterDeaths = Duration.FromSeconds(5);

    /// <summary>A timer with <see cref="MisfirePolicy.Skip"/> that is later than this does not fire.</summary>
    public static readonly Duration SkipAfter = Duration.FromHours(1);

    /// <summary>By then each node knows which features another has switched.</summary>
    private static readonly Duration ShortestBack = Duration.FromSeconds(10);
    private static readonly Duration LongestBack = Duration.FromHours(1);
    private static readonly Duration BackFor = Duration.FromDays(1);

    private static readonly Duration[] Delays =
    [
        Duration.FromSeconds(10), Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(15), Duration.FromMinutes(40),
    ];

    /// <summary>How long work that nothing takes is left alone once more, after it has waited so long: as long again, up to an hour; null after a day, when a person decides.</summary>
    public static Duration? BackAfter(Duration waited) => waited >= BackFor ? null : Duration.Min(LongestBack, Duration.Max(ShortestBack, waited));

    /// <summary>
    /// Delay before the next attempt after so many failures; null when there is none. Spread by up to a fifth, the same for the same
    /// row, so that what failed together does not come back together.
    /// </summary>
    public static Duration? DelayAfter(int failures, Guid id)
    {
        if (failures < 1 || failures > Delays.Length)
        {
            return null;
        }

        var delay = Delays[failures - 1];
        var spread = (id.GetHashCode() & 0x3ff) - 512;
        return delay + Duration.FromTicks(delay.BclCompatibleTicks / 5 * spread / 512);
    }
}
