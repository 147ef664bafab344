namespace PracticeCms.Users.Accounts;

/// <summary>What every change of an account has in common.</summary>
internal sealed class AccountChanges(UserCache cache, ITenant tenant, IUnitOfWork unitOfWork, IDbErrors errors, IAuditTrail audit)
{
    /// <summary>Lets the next request see the change.</summary>
    public void Announce() => unitOfWork.AfterCommit(() =>
    {
        cache.Forget(tenant.Name);
        return Task.CompletedTask;
    });

    /// <summary>Which roles an account was given, and which were taken from it.</summary>
    public void Tell(Guid userId, IEnumerable<string> gave, IEnumerable<string> took)
    {
        foreach (var role in gave)
        {
            audit.Record("gave", "UserRole", entityId: userId, reason: role);
        }

        foreach (var role in took)
        {
            audit.Record("took", "UserRole", entityId: userId, reason: role);
        }
    }

    /// <summary>Two invitations at the same moment: the unique index decides.</summary>
    public async Task<Result<User>> FlushAsync(User user, CancellationToken ct)
    {
        try
        {
            await unitOfWork.FlushAsync(ct);
            return user;
        }
        catch (DbUpdateException e) when (errors.IsUniqueViolation(e))
        {
            return Problem.Invalid("Email", "Somebody here has this e-mail address already.");
        }
    }
}
