namespace PracticeCms.Users.Sessions;

/// <summary>A browser that somebody is signed in with. The cookie carries nothing but its id.</summary>
[NotAudited("signing in and out are audited by name")]
internal sealed class Session
{
    public Guid Id { get; set; }
    public Guid UserId { get; set; }

    /// <summary>The user's stamp when it began: another one now, and it is over.</summary>
    public required string Stamp { get; set; }

    /// <summary>What was shown, such as <c>password,code</c>.</summary>
    public required string Factors { get; set; }
    public Instant CreatedAt { get; set; }
    public Instant ConfirmedAt { get; set; }

    /// <summary>When a person acted last, give or take <see cref="SessionStore.TouchEvery"/>.</summary>
    public Instant LastSeenAt { get; set; }
    public Instant ExpiresAt { get; set; }
    public string? Address { get; set; }

    /// <summary>The browser in a few words, such as Chrome on Windows.</summary>
    public string Device { get; set; } = "";

    /// <summary>Two factors of different kinds; a passkey is two by itself: the device, and the finger or number that unlocks it.</summary>
    public bool HasTwoFactors => Factor.AreTwo(Factors);
}

/// <summary>What a person can show.</summary>
internal static class Factor
{
    public const string Password = "password";
    public const string Code = "code";
    public const string RecoveryCode = "recovery code";
    public const string Passkey = "passkey";

    public static bool AreTwo(string factors) => factors.Split(',') is var shown && (shown.Contains(Passkey) || shown.Distinct().Count() > 1);
}
