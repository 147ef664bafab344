using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Passwords;

/// <summary>The one way in which a password changes: checked, hashed, and every other session ended.</summary>
internal sealed class SetPassword(IPasswordHasher<User> hasher, ITenant tenant, ISettings settings)
{
    /// <summary>The problem with the password as a sentence, or null and the user has it.</summary>
    public async ValueTask<string?> OnAsync(User user, string? password, CancellationToken ct)
    {
        if (PasswordRules.Problem(password, await MinLengthAsync(settings, user, ct), Context(tenant, user)) is { } problem)
        {
            return problem;
        }

        user.PasswordHash = hasher.HashPassword(user, password!);
        user.ConcurrencyStamp = Ids.Token();
        user.EndSessions();
        return null;
    }

    public static async ValueTask<int> MinLengthAsync(ISettings settings, User user, CancellationToken ct) =>
        user.TwoFactorEnabled || (await settings.GetAsync<SecuritySettings>(ct)).RequireTwoFactors ? PasswordRules.MinLength : PasswordRules.MinLengthAlone;

    public static IEnumerable<string> Context(ITenant tenant, User user) =>
        [tenant.PracticeName, tenant.Name, user.DisplayName, (user.Email ?? "").Split('@')[0]];
}

/// <summary>The same rules where Identity creates a user with a password.</summary>
internal sealed class PasswordRulesValidator(ITenant tenant, ISettings settings) : IPasswordValidator<User>
{
    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        PasswordRules.Problem(password, await SetPassword.MinLengthAsync(settings, user, CancellationToken.None), SetPassword.Context(tenant, user)) is { } problem
            ? IdentityResult.Failed(new IdentityError { Code = "Password", Description = problem })
            : IdentityResult.Success;
}
