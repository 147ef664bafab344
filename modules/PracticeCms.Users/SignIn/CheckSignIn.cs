using PracticeCms.Users.Accounts;
using PracticeCms.Users.Passwords;

namespace PracticeCms.Users.SignIn;

/// <summary>
/// Checks address and password. An unknown address, an account that is off and a wrong password look the same and take the same time.
/// </summary>
internal sealed class CheckSignIn(
    UserManager<User> users, IPasswordHasher<User> hasher, SignInThrottle throttle, ISettings settings, IAuditTrail audit)
{
    private static readonly Lock Gate = new();
    private static string? decoy;

    public sealed record Request(string? Email, string? Password, string Address);

    public static Problem Wrong { get; } = new(ProblemKind.Invalid, "sign-in", "E-mail address or password is wrong.", []);

    /// <summary>It was chosen when the practice asked for a second factor, which it does no more.</summary>
    public static Problem TooShort { get; } = new(
        ProblemKind.Invalid, "short-password", "This password is too short to be all that protects your account. Choose a longer one by \"Forgot your password?\" below.", []);

    public static Problem TooMany { get; } = new(ProblemKind.Forbidden, "too-many", "Too many attempts from here. Wait a few minutes and try again.", []);

    public async Task<Result<User>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var account = users.NormalizeEmail((request.Email ?? "").Trim()) ?? "";
        if (!await throttle.TryEnterAsync(account, request.Address, ct))
        {
            await (await throttle.IsWorthAnEventAsync(request.Address, ct) ? audit.RecordNowAsync("was throttled", "SignIn", ct: ct) : Task.CompletedTask);
            return TooMany;
        }

        var user = await users.FindByEmailAsync(account);
        var matches = Matches(user, request.Password ?? "");
        if (!matches || user is not { IsEnabled: true })
        {
            await audit.RecordNowAsync("failed", "SignIn", entityId: user?.Id, ct: ct);
            return Wrong;
        }

        await throttle.SucceededAsync(account, request.Address, ct);
        if (request.Password!.Length < await SetPassword.MinLengthAsync(settings, user, ct))
        {
            await audit.RecordNowAsync("failed", "SignIn", entityId: user.Id, reason: "short password", ct: ct);
            return TooShort;
        }

        return user;
    }

    private bool Matches(User? user, string password)
    {
        var hash = user?.PasswordHash;
        var verified = hasher.VerifyHashedPassword(user ?? new User(), hash ?? Decoy(), password);
        return hash is not null && verified != PasswordVerificationResult.Failed;
    }

    private string Decoy()
    {
        lock (Gate)
        {
            return decoy ??= hasher.HashPassword(new User(), Ids.Token());
        }
    }
}
