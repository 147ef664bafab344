using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Users.ApiKeys;

/// <summary>
/// Opens with a key, or does not: the row is read with each call, so that a key that is taken back is dead everywhere at once. A key holds what it was
/// given and its maker still holds, and its maker must still be somebody who may sign in.
/// </summary>
internal sealed class KeyRing(UsersDb db, IUserDirectory users, IRoles roles, IFeatureServices<IPermissionProvider> providers, IUnitOfWork unitOfWork, IClock clock) : IApiKeys
{
    private static readonly Duration TouchEvery = Duration.FromMinutes(1);

    public async ValueTask<ApiKeyAccess?> FindAsync(string key, IPAddress from, CancellationToken ct = default)
    {
        if (KeyText.PrefixOf(key) is not { } prefix || await db.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Prefix == prefix, ct) is not { } found)
        {
            return null;
        }

        var now = clock.GetCurrentInstant();
        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(found.Hash), Encoding.ASCII.GetBytes(ApiKey.HashOf(key)));
        if (!isSame || !found.IsOpenAt(now) || !found.Admits(from) || await users.FindAsync(found.MakerId, ct) is not { } maker)
        {
            return null;
        }

        await TouchAsync(found, now, from, ct);
        var (held, scope) = await OfMakerAsync(maker, ct);
        return new ApiKeyAccess(found.Id, found.Name, maker.Id, [.. ApiKey.Split(found.Permissions).Where(held.Contains)], scope > found.Scope ? scope : found.Scope);
    }

    private async Task<(HashSet<string> Held, RecordScope Scope)> OfMakerAsync(UserAccess maker, CancellationToken ct)
    {
        var own = (await roles.ListAsync(ct)).Where(r => maker.Roles.Contains(r.Name)).ToList();
        var granted = own.SelectMany(r => r.Permissions).ToHashSet();
        var held = providers.SelectMany(p => p.GetPermissions()).Where(p => Roles.PermissionMatrix.Of(granted, p) != Roles.PermissionMatrix.Grant.None).Select(p => p.Name).ToHashSet();
        return (held, own.Select(r => r.Scope).DefaultIfEmpty(RecordScope.Own).Min());
    }

    private async Task TouchAsync(ApiKey key, Instant now, IPAddress from, CancellationToken ct)
    {
        if (key.LastUsedAt is { } last && now - last < TouchEvery)
        {
            return;
        }

        var address = from.ToString();
        await unitOfWork.RunAsync(token => db.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(k => k.SetProperty(x => x.LastUsedAt, (Instant?)now).SetProperty(x => x.LastUsedFrom, address), token), ct);
    }
}
