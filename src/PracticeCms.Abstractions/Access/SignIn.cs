namespace PracticeCms.Access;

/// <summary>What keeps a signed-in person from everything but the pages that mend it.</summary>
public enum MissingFactor
{
    None,

    /// <summary>The account has a second factor, and this session has not shown it.</summary>
    Second,

    /// <summary>The practice asks for two factors, and the account has one.</summary>
    Enrolment,
}

/// <summary>A person's session with one browser, kept on the server.</summary>
/// <param name="ConfirmedAt">When a factor was shown last.</param>
public sealed record SignInSession(Guid Id, UserAccess User, Instant ConfirmedAt, MissingFactor Missing)
{
    /// <summary>How long a factor counts as just shown (ASVS 7.5.1).</summary>
    public static Duration Fresh { get; } = Duration.FromMinutes(5);

    /// <summary>How far the clocks of two nodes may differ. What is further in the future was written before a clock was set back, and has no age to trust.</summary>
    public static Duration Skew { get; } = Duration.FromMinutes(1);

    /// <summary>Whether a factor was shown just now.</summary>
    public bool IsFresh(Instant now) => now - ConfirmedAt <= Fresh && now - ConfirmedAt >= -Skew;
}

/// <summary>Open sessions; the module that keeps users implements it.</summary>
public interface ISignInSessions
{
    /// <summary>Null where the session has ended, was idle too long, is over, or its user may not sign in any more.</summary>
    /// <param name="isActivity">A person acts, which begins the idle time anew; a page that only listens does not.</param>
    ValueTask<SignInSession?> FindAsync(Guid id, bool isActivity, CancellationToken ct = default);
}

/// <summary>Endpoint or page metadata: open to a session that lacks a factor; the pages that ask for it, and the way out.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OneFactorAttribute : Attribute;

/// <summary>
/// Endpoint or page metadata: what it does is dangerous enough to ask for a factor again, unless one was shown in the last five minutes.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FreshFactorAttribute : Attribute
{
    /// <summary>Looking is free; changing asks.</summary>
    public bool OnlyToChange { get; set; }
}

/// <summary>Names of the headers that our own pages send and read.</summary>
public static class PracticeHeaders
{
    /// <summary>A page that refreshes itself, with nobody acting: it does not keep the session alive.</summary>
    public const string Background = "Practice-Background";

    /// <summary>Of an answer: whose session it is.</summary>
    public const string User = "Practice-User";
}
