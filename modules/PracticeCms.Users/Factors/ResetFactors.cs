using PracticeCms.Users.Accounts;
using PracticeCms.Users.ApiKeys;
using PracticeCms.Users.Invitations;
using PracticeCms.Users.Passwords;

namespace PracticeCms.Users.Factors;

/// <summary>
/// For a colleague who has lost everything: their factors and their password go, the keys of programs that they made too, their sessions end, and they
/// come back in as they came first, by an invitation. So whoever knows the password alone gains nothing. Only by who may do as much as they.
/// </summary>
internal sealed class ResetFactors(UsersDb db, IUnitOfWork unitOfWork, GrantRule grants, SendInvitation send, AccountChanges changes, TakeFactors take)
{
    public static IReadOnlyList<string> Proofs { get; } = ["Met in person", "Called back on a number that was known before", "Seen on video"];

    /// <param name="proof">How the person is known to be the one: one of <see cref="Proofs"/>.</param>
    public Task<Result<IssuedLink>> ExecuteAsync(Guid userId, string? proof, CancellationToken ct = default) => unitOfWork.RunAsync<Result<IssuedLink>>(
        async token =>
        {
            if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, token) is not { } user)
            {
                return Problem.NotFound("The user");
            }

            if (await grants.CheckAccountAsync(userId, token) is { } refusal)
            {
                return refusal;
            }

            if (!Proofs.Contains(proof))
            {
                return Problem.Invalid(nameof(proof), "Say how you know that it is them.");
            }

            await take.FromAsync(user, proof!, token);
            changes.Announce();
            return await send.ToAsync(user, token);
        },
        ct);
}

/// <summary>Takes everything by which an account gets in.</summary>
internal sealed class TakeFactors(UsersDb db, RevokeKey keys, IAuditTrail audit)
{
    public async Task FromAsync(User user, string proof, CancellationToken ct)
    {
        db.RemoveRange(await db.Passkeys.Where(p => p.UserId == user.Id).ToListAsync(ct));
        db.RemoveRange(await db.Authenticators.Where(a => a.Id == user.Id).ToListAsync(ct));
        db.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == user.Id).ToListAsync(ct));
        await keys.OfAsync(user.Id, ct);
        user.EmailConfirmed = user.WasInUse;
        user.TwoFactorEnabled = false;
        user.PasswordHash = null;
        user.EndSessions();
        audit.Record("reset", "Factors", entityId: user.Id, reason: proof);
    }
}
