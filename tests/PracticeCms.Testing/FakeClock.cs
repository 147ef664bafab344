using NodaTime;

namespace PracticeCms.Testing;

/// <summary>A clock that stands still until it is moved.</summary>
public sealed class FakeClock(Instant start) : IClock
{
    private long ticks = start.ToUnixTimeTicks();

    public static Instant DefaultStart { get; } = Instant.FromUtc(2026, 3, 2, 14, 0);

    public Instant GetCurrentInstant() => Instant.FromUnixTimeTicks(Interlocked.Read(ref ticks));

    public void Advance(Duration by) => Interlocked.Add(ref ticks, by.BclCompatibleTicks);

    public void Set(Instant to) => Interlocked.Exchange(ref ticks, to.ToUnixTimeTicks());
}
