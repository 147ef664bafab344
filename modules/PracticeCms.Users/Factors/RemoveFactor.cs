using PracticeCms.Users.Accounts;

namespace PracticeCms.Users.Factors;

/// <summary>Takes a factor away. The last one may go where the practice does not ask for two.</summary>
internal sealed class RemoveFactor(UserManager<User> users, UsersDb db, IUnitOfWork unitOfWork, ISettings settings, IAuditTrail audit, AccountChanges changes, GrantRule grants)
{
    public Task<Result<User>> PasskeyAsync(Guid userId, byte[] credentialId, CancellationToken ct = default) => unitOfWork.RunAsync<Result<User>>(
        async token =>
        {
            if (await db.Passkeys.SingleOrDefaultAsync(p => p.UserId == userId && p.CredentialId == credentialId, token) is not { } passkey)
            {
                return Problem.NotFound("The passkey");
            }

            db.Remove(passkey);
            audit.Record("removed", "Passkey", entityId: userId, reason: passkey.Data.Name);
            return await SettleAsync(userId, token);
        },
        ct);

    public Task<Result<User>> AuthenticatorAsync(Guid userId, CancellationToken ct = default) => unitOfWork.RunAsync<Result<User>>(
        async token =>
        {
            if (await db.Authenticators.SingleOrDefaultAsync(a => a.Id == userId, token) is not { } app)
            {
                return Problem.NotFound("The authenticator app");
            }

            db.Remove(app);
            return await SettleAsync(userId, token);
        },
        ct);

    /// <summary>For a colleague who has lost everything: the next sign-in asks for a new factor. Only by who may do as much as they.</summary>
    public Task<Result<User>> AllAsync(Guid userId, CancellationToken ct = default) => unitOfWork.RunAsync<Result<User>>(
        async token =>
        {
            if (await users.FindByIdAsync(userId.ToString()) is not { } user)
            {
                return Problem.NotFound("The user");
            }

            if (await grants.CheckAsync(await db.UserRoles.Where(r => r.UserId == userId).Select(r => r.RoleName).ToListAsync(token), token) is { } refusal)
            {
                return refusal;
            }

            db.RemoveRange(await db.Passkeys.Where(p => p.UserId == userId).ToListAsync(token));
            db.RemoveRange(await db.Authenticators.Where(a => a.Id == userId).ToListAsync(token));
            db.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == userId).ToListAsync(token));
            user.TwoFactorEnabled = false;
            user.EndSessions();
            audit.Record("reset", "Factors", entityId: userId);
            changes.Announce();
            return user;
        },
        ct);

    private async Task<Result<User>> SettleAsync(Guid userId, CancellationToken ct)
    {
        // Of two that remove at once the second waits here, and then finds that the account has changed: neither counts what the other takes.
        var user = (await users.FindByIdAsync(userId.ToString()))!;
        user.ConcurrencyStamp = Ids.Token();
        await unitOfWork.FlushAsync(ct);
        user.TwoFactorEnabled = await db.Passkeys.AnyAsync(p => p.UserId == userId, ct) || await db.Authenticators.AnyAsync(a => a.Id == userId, ct);
        if (!user.TwoFactorEnabled && (await settings.GetAsync<SecuritySettings>(ct)).RequireTwoFactors)
        {
            return Problem.Conflict("last-factor", "This is your last second factor, and this practice asks for two. Add another one first.");
        }

        changes.Announce();
        return user;
    }
}
