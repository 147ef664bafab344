namespace PracticeCms.Users.Accounts;

/// <summary>A person changes the name that colleagues and clients read.</summary>
internal sealed class RenameUser(UsersDb db, IUnitOfWork unitOfWork, AccountChanges changes)
{
    public Task<Result<User>> ExecuteAsync(Guid userId, string? name, CancellationToken ct = default) => unitOfWork.RunAsync(
        async token => await RenameAsync(userId, (name ?? "").Trim(), token), ct);

    private async Task<Result<User>> RenameAsync(Guid userId, string name, CancellationToken ct)
    {
        if (name.Length is 0 or > 120)
        {
            return Problem.Invalid("Name", "Enter your name as colleagues know it.");
        }

        if (await db.Users.SingleOrDefaultAsync(u => u.Id == userId && u.IsEnabled, ct) is not { } user)
        {
            return Problem.NotFound("The user");
        }

        user.DisplayName = name;
        changes.Announce();
        return user;
    }
}
