using PracticeCms.Backups;

namespace PracticeCms.Users.Accounts;

/// <summary>Accounts that are on in a restored practice, also those that were switched off since the backup.</summary>
internal sealed class RestoredAccounts(UsersDb db, SwitchUser switching, ILookupNormalizer names, IAuditLog log) : IRestoredAccounts
{
    public async Task<IReadOnlyList<RestoredAccount>> ListAsync(CancellationToken ct)
    {
        var passkeys = await db.Passkeys.GroupBy(p => p.UserId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var accounts = new List<RestoredAccount>();
        foreach (var user in await db.Users.AsNoTracking().Where(u => u.IsEnabled).OrderBy(u => u.NormalizedEmail).ToListAsync(ct))
        {
            var last = await log.SearchAsync(new AuditQuery(UserId: user.Id, Action: "signed in", PageSize: 1), ct);
            accounts.Add(new RestoredAccount(user.Email ?? "", user.DisplayName, last.Entries is [var entry, ..] ? entry.At : null, passkeys.GetValueOrDefault(user.Id)));
        }

        return accounts;
    }

    public async Task<Result> SwitchOffAsync(string email, CancellationToken ct)
    {
        var name = names.NormalizeEmail(email.Trim());
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedEmail == name, ct) is not { } user ? Problem.NotFound($"The account '{email}'")
            : (await switching.ExecuteAsync(user.Id, enabled: false, ct)).Problem is { } problem ? problem
            : Result.Ok;
    }
}
