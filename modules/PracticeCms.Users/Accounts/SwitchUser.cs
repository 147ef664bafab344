using PracticeCms.Users.Passwords;

namespace PracticeCms.Users.Accounts;

/// <summary>Switches an account off, which ends its sessions and links at once, or on again.</summary>
internal sealed class SwitchUser(
    UsersDb db, IUnitOfWork unitOfWork, ICurrentActor actor, GrantRule grants, OwnerRule owners, AccountChanges changes)
{
    public Task<Result<bool>> ExecuteAsync(Guid userId, bool enabled, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => SwitchAsync(userId, enabled, token), ct);

    private async Task<Result<bool>> SwitchAsync(Guid userId, bool enabled, CancellationToken ct)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId, ct) is not { } user)
        {
            return Problem.NotFound("The user");
        }

        if (user.IsEnabled == enabled)
        {
            return false;
        }

        if (await RefusalAsync(userId, enabled, ct) is { } problem)
        {
            return problem;
        }

        user.IsEnabled = enabled;
        user.EndSessions();
        db.Tokens.RemoveRange(await db.Tokens.Where(t => t.UserId == userId && t.Purpose == TokenPurpose.Reset).ToListAsync(ct));
        changes.Announce();
        return true;
    }

    private async Task<Problem?> RefusalAsync(Guid userId, bool enabled, CancellationToken ct)
    {
        if (!enabled && actor.UserId == userId)
        {
            return Problem.Conflict("own-account", "You cannot switch your own account off.");
        }

        if (!enabled && await owners.IsLastAsync(userId, ct))
        {
            return OwnerRule.Refusal;
        }

        return await grants.CheckAccountAsync(userId, ct);
    }
}
