namespace PracticeCms.Users.Accounts;

internal sealed class UserFigure(UsersDb db) : IUsageFigure
{
    public string Name => "users";

    public Task<long> CountAsync(CancellationToken ct) => db.Users.LongCountAsync(u => u.IsEnabled, ct);
}
