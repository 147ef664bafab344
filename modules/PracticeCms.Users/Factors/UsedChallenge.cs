namespace PracticeCms.Users.Factors;

/// <summary>A challenge that was answered; its answer counts once.</summary>
[NotAudited("a guard against replay")]
internal sealed class UsedChallenge
{
    public Guid Id { get; set; }
    public Instant ExpiresAt { get; set; }
}
