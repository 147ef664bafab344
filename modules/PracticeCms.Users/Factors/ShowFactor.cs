using PracticeCms.Users.Accounts;
using PracticeCms.Users.Sessions;
using PracticeCms.Users.SignIn;

namespace PracticeCms.Users.Factors;

/// <summary>Checks what a person shows: a passkey, a code, a recovery code, or the password once more. What fails is an event.</summary>
internal sealed class ShowFactor(
    UserManager<User> users, IPasswordHasher<User> hasher, IUnitOfWork unitOfWork, PasskeyCeremony passkeys, Authenticators authenticators, RecoveryCodes recovery, SignInThrottle throttle, IAuditTrail audit, IDbErrors errors)
{
    public sealed record Shown(User User, string Factor);

    /// <param name="expected">Whose it must be; null where the passkey says who it is.</param>
    public async Task<Result<Shown>> PasskeyAsync(Guid? expected, string? credential, string? token, HttpContext http, CancellationToken ct = default)
    {
        Result<User> shown;
        try
        {
            shown = await unitOfWork.RunAsync(_ => passkeys.ShowAsync(expected, credential, token, http), ct);
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e))
        {
            shown = new Problem(ProblemKind.Invalid, "passkey", "This was sent before. Try once more.", []);
        }

        if (shown.Problem is { } problem)
        {
            await audit.RecordNowAsync("failed", "Passkey", entityId: expected, reason: problem.Extensions.GetValueOrDefault("why") as string, ct: ct);
            return problem;
        }

        return new Shown(shown.Value, Factor.Passkey);
    }

    /// <summary>A code of the app, or one of the recovery codes.</summary>
    public Task<Result<Shown>> CodeAsync(Guid userId, string? code, string address, CancellationToken ct = default) => GuardedAsync(
        userId,
        address,
        "This code is wrong, or was used before. Wait for the next one.",
        async (user, token) => await authenticators.TakeAsync(userId, code, token) ? Factor.Code : await recovery.TakeAsync(userId, code, token) ? Factor.RecoveryCode : null,
        ct);

    public Task<Result<Shown>> PasswordAsync(Guid userId, string? password, string address, CancellationToken ct = default) => GuardedAsync(
        userId,
        address,
        "This is not your password.",
        (user, _) => Task.FromResult(
            user.PasswordHash is { } hash && hasher.VerifyHashedPassword(user, hash, password ?? "") != PasswordVerificationResult.Failed ? Factor.Password : null),
        ct);

    private async Task<Result<Shown>> GuardedAsync(Guid userId, string address, string wrong, Func<User, CancellationToken, Task<string?>> check, CancellationToken ct)
    {
        var account = $"factor:{userId}";
        if (!await throttle.TryEnterAsync(account, address, ct))
        {
            await (await throttle.IsWorthAnEventAsync(address, ct) ? audit.RecordNowAsync("was throttled", "SecondFactor", entityId: userId, ct: ct) : Task.CompletedTask);
            return CheckSignIn.TooMany;
        }

        var shown = await unitOfWork.RunAsync<Result<Shown>>(
            async token =>
            {
                if (await users.FindByIdAsync(userId.ToString()) is not { IsEnabled: true } user || await check(user, token) is not { } factor)
                {
                    return Problem.Invalid("Code", wrong);
                }

                if (factor == Factor.RecoveryCode)
                {
                    audit.Record("used", "RecoveryCode", entityId: userId);
                }

                return new Shown(user, factor);
            },
            ct);
        if (shown.Succeeded)
        {
            await throttle.SucceededAsync(account, address, ct);
        }
        else
        {
            await audit.RecordNowAsync("failed", "SecondFactor", entityId: userId, ct: ct);
        }

        return shown;
    }
}
