using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace PracticeCms.Users.Accounts;

/// <summary>
/// Active users of the practice, asked for on every request. Kept in memory for a few seconds, which bounds how long another
/// node admits a user who was switched off; on this node it is at once.
/// </summary>
internal sealed class UserDirectory(UsersDb db, UserCache cache, ITenant tenant, IUnitOfWork unitOfWork) : IUserDirectory
{
    public async ValueTask<UserAccess?> FindAsync(Guid userId, CancellationToken ct = default) =>
        (await AllAsync(ct)).GetValueOrDefault(userId);

    public async Task<IReadOnlyList<UserAccess>> ListAsync(CancellationToken ct = default) =>
        [.. (await AllAsync(ct)).Values.OrderBy(u => u.DisplayName, StringComparer.Create(tenant.Culture, true))];

    private async ValueTask<FrozenDictionary<Guid, UserAccess>> AllAsync(CancellationToken ct)
    {
        // What a running transaction sees may be rolled back, so it must not reach other requests.
        if (unitOfWork.IsActive)
        {
            return await LoadAsync(ct);
        }

        if (cache.Find(tenant.Name) is { } known)
        {
            return known;
        }

        var generation = cache.Generation(tenant.Name);
        var loaded = await LoadAsync(ct);
        cache.Keep(tenant.Name, generation, loaded);
        return loaded;
    }

    private async Task<FrozenDictionary<Guid, UserAccess>> LoadAsync(CancellationToken ct)
    {
        var roles = (await db.UserRoles.AsNoTracking().ToListAsync(ct)).ToLookup(r => r.UserId, r => r.RoleName);
        var users = await db.Users.AsNoTracking()
            .Where(u => u.IsEnabled)
            .Select(u => new { u.Id, u.DisplayName, u.Email, u.SecurityStamp, u.UsesSingleKeys, u.TwoFactorEnabled })
            .ToListAsync(ct);
        return users.ToFrozenDictionary(
            u => u.Id,
            u => new UserAccess(u.Id, u.DisplayName, u.Email ?? "", [.. roles[u.Id].Order()], u.SecurityStamp ?? "") { UsesSingleKeys = u.UsesSingleKeys, HasSecondFactor = u.TwoFactorEnabled });
    }
}

/// <summary>One snapshot of the active users per practice.</summary>
internal sealed class UserCache(IClock clock)
{
    private static readonly Duration Lifetime = Duration.FromSeconds(3);
    private readonly ConcurrentDictionary<string, Snapshot> snapshots = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, long> generations = new(StringComparer.OrdinalIgnoreCase);

    public FrozenDictionary<Guid, UserAccess>? Find(string tenant) =>
        snapshots.TryGetValue(tenant, out var found) && clock.GetCurrentInstant() - found.At is var age && age >= Duration.Zero && age < Lifetime ? found.Users : null;

    public long Generation(string tenant) => generations.GetValueOrDefault(tenant);

    // A load that began before a change must not outlive it.
    public void Keep(string tenant, long generation, FrozenDictionary<Guid, UserAccess> users)
    {
        if (Generation(tenant) == generation)
        {
            snapshots[tenant] = new Snapshot(clock.GetCurrentInstant(), users);
        }
    }

    public void Forget(string tenant)
    {
        generations.AddOrUpdate(tenant, 1, (_, n) => n + 1);
        snapshots.TryRemove(tenant, out _);
    }

    private sealed record Snapshot(Instant At, FrozenDictionary<Guid, UserAccess> Users);
}
