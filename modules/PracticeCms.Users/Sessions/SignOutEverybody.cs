namespace PracticeCms.Users.Sessions;

/// <summary>A practice that is suspended signs everybody out; after it is resumed they sign in again.</summary>
internal sealed class SignOutEverybody(UsersDb db, SessionCache cache, ITenant tenant, IUnitOfWork unitOfWork) : IBeforeSuspend
{
    public async Task SuspendingAsync(CancellationToken ct)
    {
        var ids = await db.Sessions.Select(s => s.Id).ToListAsync(ct);
        await db.Sessions.ExecuteDeleteAsync(ct);
        unitOfWork.AfterCommit(() =>
        {
            ids.ForEach(id => cache.Forget(tenant.Name, id));
            return Task.CompletedTask;
        });
    }
}
