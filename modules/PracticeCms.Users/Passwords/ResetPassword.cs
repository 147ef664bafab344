using PracticeCms.Users.Accounts;
using PracticeCms.Users.Invitations;

namespace PracticeCms.Users.Passwords;

/// <summary>Sets a new password by the link of a mail; the link is used up and all sessions end.</summary>
internal sealed class ResetPassword(UsersDb db, IUnitOfWork unitOfWork, AccountTokens tokens, SetPassword setPassword, IAuditTrail audit, AccountChanges changes)
{
    public Task<Result<User>> ExecuteAsync(string token, string? password, CancellationToken ct = default) =>
        unitOfWork.RunAsync(inner => ResetAsync(token, password, inner), ct);

    private async Task<Result<User>> ResetAsync(string token, string? password, CancellationToken ct)
    {
        if (await tokens.FindAsync(token, TokenPurpose.Reset, ct) is not { } row
            || await db.Users.SingleOrDefaultAsync(u => u.Id == row.UserId && u.IsEnabled, ct) is not { } user)
        {
            return LinkProblems.Reset;
        }

        if (await setPassword.OnAsync(user, password, ct) is { } problem)
        {
            return Problem.Invalid("Password", problem);
        }

        await tokens.TakeAsync(row, ct);
        audit.Record("reset", "Password", entityId: user.Id);
        changes.Announce();
        return user;
    }
}
