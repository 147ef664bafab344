namespace PracticeCms.Users.Accounts;

/// <summary>A member of staff who can sign in. The e-mail address is the user name.</summary>
internal sealed class User : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";
    public bool IsEnabled { get; set; } = true;
    public Instant CreatedAt { get; set; }

    /// <summary>Whether single letters are commands; speech input says letters without meaning them.</summary>
    public bool UsesSingleKeys { get; set; } = true;

    /// <summary>False until the invitation was accepted.</summary>
    public bool HasPassword => PasswordHash is not null;

    /// <summary>Somebody has signed in with it, or was given a password for it.</summary>
    public bool WasInUse => EmailConfirmed || HasPassword;

    /// <summary>Ends every session of this user.</summary>
    public void EndSessions() => SecurityStamp = Ids.Token();
}

/// <summary>A role that a user holds; the role itself belongs to the kernel.</summary>
[NotAudited("who changes roles says which, and whose")]
internal sealed class UserRole
{
    public Guid UserId { get; set; }
    public required string RoleName { get; set; }
}
