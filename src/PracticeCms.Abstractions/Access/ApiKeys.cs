using System.Net;

namespace PracticeCms.Access;

/// <summary>What a key opens at this moment.</summary>
/// <param name="Permissions">What the key was given and its maker still holds.</param>
/// <param name="Scope">Never wider than the maker's own.</param>
public sealed record ApiKeyAccess(Guid Id, string Name, Guid MakerId, IReadOnlyList<string> Permissions, RecordScope Scope);

/// <summary>Keys of programs; the module that keeps users implements it.</summary>
public interface IApiKeys
{
    /// <summary>Null where there is no such key, it is over or taken back, its maker may not sign in any more, or it comes from elsewhere. Asked with each request.</summary>
    ValueTask<ApiKeyAccess?> FindAsync(string key, IPAddress from, CancellationToken ct = default);
}
