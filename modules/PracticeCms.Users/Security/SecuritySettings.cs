namespace PracticeCms.Users.Security;

/// <summary>How staff prove who they are, and for how long.</summary>
public sealed class SecuritySettings : ICheckedSettings
{
    /// <summary>Nobody reaches the portal with a password alone: a passkey, or a code beside the password.</summary>
    public bool RequireTwoFactors { get; set; }

    /// <summary>Minutes without a person's action until a session ends, 2 to 60.</summary>
    public int IdleMinutes { get; set; } = 15;

    /// <summary>Hours until a session ends in any case, 1 to 24.</summary>
    public int SessionHours { get; set; } = 12;

    public Check Faults() => new Check()
        .That(IdleMinutes is >= 2 and <= 60, nameof(IdleMinutes), "Choose between 2 and 60 minutes.")
        .That(SessionHours is >= 1 and <= 24, nameof(SessionHours), "Choose between 1 and 24 hours.");
}
