namespace PracticeCms.Messaging.Sending;

/// <summary>How many messages began to leave in one hour or day.</summary>
[NotAudited("a count; the messages are audited")]
internal sealed class SentCount
{
    /// <summary>hour or day.</summary>
    public required string Span { get; set; }
    public Instant StartsAt { get; set; }
    public int Messages { get; set; }
}
