using PracticeCms.Backups;
using PracticeCms.Users.ApiKeys;

namespace PracticeCms.Users.Accounts;

/// <summary>
/// What was ended since the backup is there again, and cannot be told from what was not. So all of it ends that can be made anew: sessions, links of invitations and
/// for new passwords, and keys of programs. Passwords and factors stay: without them nobody could come in and look.
/// </summary>
internal sealed class EndAfterRestore(UsersDb db, RevokeKey keys, IUnitOfWork unitOfWork, IAuditTrail audit) : IAfterRestore
{
    public Task RestoredAsync(RestoredBackup backup, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            await keys.AllAsync(token);
            await db.Sessions.ExecuteDeleteAsync(token);
            await db.Tokens.ExecuteDeleteAsync(token);
            audit.Record("ended", "Session", reason: $"all, and links of invitations and for new passwords, because of the restore from the backup of {backup.TakenAt}");
        },
        ct);
}
