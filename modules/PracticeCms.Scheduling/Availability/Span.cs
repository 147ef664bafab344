namespace PracticeCms.Scheduling.Availability;

/// <summary>A stretch of time in whole minutes since the Unix epoch, UTC, half-open, with the buffers it wants around it.</summary>
internal readonly record struct Span(long Start, long End, int Lead = 0, int Trail = 0)
{
    public static Span Of(Instant start, Instant end, int lead, int trail) => new(Minute(start), Minute(end), lead, trail);

    public static long Minute(Instant instant) => Math.DivRem(instant.ToUnixTimeSeconds(), 60).Quotient;

    public static Instant At(long minute) => Instant.FromUnixTimeSeconds(minute * 60);

    /// <summary>Of two buffers that meet, the longer counts.</summary>
    public bool CollidesWith(Span other) => other.Start <= Start
        ? other.End + Math.Max(other.Trail, Lead) > Start
        : End + Math.Max(Trail, other.Lead) > other.Start;
}
