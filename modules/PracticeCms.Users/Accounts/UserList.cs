namespace PracticeCms.Users.Accounts;

/// <summary>Staff as the screens list them.</summary>
internal sealed class UserList(UsersDb db)
{
    public const int PageSize = 50;

    public sealed record Row(Guid Id, string Name, string Email, UserState State, IReadOnlyList<string> Roles);

    public async Task<(IReadOnlyList<Row> Rows, int Total)> SearchAsync(string? query, string? role, int page, CancellationToken ct)
    {
        var users = db.Users.AsNoTracking();
        if ((query ?? "").Trim().ToUpperInvariant() is { Length: > 0 } text)
        {
#pragma warning disable CA1304, CA1311 // translated to SQL
            users = users.Where(u => u.NormalizedEmail!.Contains(text) || u.DisplayName.ToUpper().Contains(text));
#pragma warning restore CA1304, CA1311
        }

        if (!string.IsNullOrEmpty(role))
        {
            users = users.Where(u => db.UserRoles.Any(r => r.UserId == u.Id && r.RoleName == role));
        }

        var total = await users.CountAsync(ct);
        var found = await users.OrderByDescending(u => u.IsEnabled).ThenBy(u => u.DisplayName).ThenBy(u => u.Id)
            .Page(page, PageSize).ToListAsync(ct);
        return (await ToRowsAsync(found, ct), total);
    }

    public async Task<Row?> FindAsync(Guid id, CancellationToken ct)
    {
        var found = await db.Users.AsNoTracking().Where(u => u.Id == id).ToListAsync(ct);
        return (await ToRowsAsync(found, ct)).FirstOrDefault();
    }

    private async Task<IReadOnlyList<Row>> ToRowsAsync(List<User> users, CancellationToken ct)
    {
        var ids = users.ConvertAll(u => u.Id);
        var roles = (await db.UserRoles.AsNoTracking().Where(r => ids.Contains(r.UserId)).ToListAsync(ct)).ToLookup(r => r.UserId, r => r.RoleName);
        return users.ConvertAll(u => new Row(u.Id, u.DisplayName, u.Email ?? "", StateOf(u), [.. roles[u.Id].Order()]));
    }

    private static UserState StateOf(User user) => !user.IsEnabled ? UserState.Off : user.HasPassword ? UserState.Active : UserState.Invited;
}

internal enum UserState
{
    Active,
    Invited,
    Off,
}
