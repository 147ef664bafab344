using PracticeCms.Users.Accounts;
using PracticeCms.Users.Passwords;
using PracticeCms.Users.Security;

namespace PracticeCms.Users.Factors;

/// <summary>
/// Takes one's own factor away. The last one may go where the practice does not ask for two, and where the password is long enough to stand alone: it is typed
/// again, because of a kept one nobody knows the length.
/// </summary>
internal sealed class RemoveFactor(UsersDb db, IUnitOfWork unitOfWork, ISettings settings, IAuditTrail audit, AccountChanges changes, ShowFactor show)
{
    /// <param name="Password">Asked for with the last factor alone.</param>
    public sealed record Request(Guid UserId, string? Password, string Address);

    public Task<Result<User>> PasskeyAsync(Request request, byte[] credentialId, CancellationToken ct = default) => RunAsync(
        request,
        async token =>
        {
            if (await db.Passkeys.SingleOrDefaultAsync(p => p.UserId == request.UserId && p.CredentialId == credentialId, token) is not { } passkey)
            {
                return Problem.NotFound("The passkey");
            }

            db.Remove(passkey);
            audit.Record("removed", "Passkey", entityId: request.UserId, reason: passkey.Data.Name);
            return null;
        },
        ct);

    public Task<Result<User>> AuthenticatorAsync(Request request, CancellationToken ct = default) => RunAsync(
        request,
        async token =>
        {
            if (await db.Authenticators.SingleOrDefaultAsync(a => a.Id == request.UserId, token) is not { } app)
            {
                return Problem.NotFound("The authenticator app");
            }

            db.Remove(app);
            return null;
        },
        ct);

    private async Task<Result<User>> RunAsync(Request request, Func<CancellationToken, Task<Problem?>> remove, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(request.Password) && (await show.PasswordAsync(request.UserId, request.Password, request.Address, ct)).Problem is { } wrong)
        {
            return wrong.Code == "too-many" ? wrong : Problem.Invalid("Removal.Password", wrong.Message);
        }

        return await unitOfWork.RunAsync<Result<User>>(
            async token => await remove(token) is { } problem ? problem : await SettleAsync(request, token),
            ct);
    }

    private async Task<Result<User>> SettleAsync(Request request, CancellationToken ct)
    {
        // Of two that remove at once the second waits here, and then finds that the account has changed: neither counts what the other takes.
        var user = await db.Users.SingleAsync(u => u.Id == request.UserId, ct);
        user.ConcurrencyStamp = Ids.Token();
        await unitOfWork.FlushAsync(ct);
        var hasPasskey = await db.Passkeys.AnyAsync(p => p.UserId == user.Id, ct);
        user.TwoFactorEnabled = hasPasskey || await db.Authenticators.AnyAsync(a => a.Id == user.Id, ct);
        if (!hasPasskey && !user.HasPassword)
        {
            return Problem.Conflict("last-way-in", "This passkey is the only way into your account. Add another one first.");
        }

        if (!user.TwoFactorEnabled && await AloneAsync(request.Password, ct) is { } refusal)
        {
            return refusal;
        }

        changes.Announce();
        return user;
    }

    /// <summary>Why the password may not be all that is left; null where it may.</summary>
    private async Task<Problem?> AloneAsync(string? password, CancellationToken ct) =>
        (await settings.GetAsync<SecuritySettings>(ct)).RequireTwoFactors
            ? Problem.Conflict("last-factor", "This is your last second factor, and this practice asks for two. Add another one first.")
            : string.IsNullOrEmpty(password) ? Problem.Invalid("Removal.Password", "This is your last second factor. Type your password, so that it is known to be long enough without one.")
            : password.Length < PasswordRules.MinLengthAlone ? Problem.Conflict(
                "short-password", $"Without a second factor a password needs at least {PasswordRules.MinLengthAlone} characters, and yours has fewer. Choose a longer one first.")
            : null;
}
