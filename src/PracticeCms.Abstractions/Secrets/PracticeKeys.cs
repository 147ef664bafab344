namespace PracticeCms.Secrets;

/// <param name="Version">Of the key that wraps anew.</param>
/// <param name="MasterKeyId">Names the installation's key, which wraps the practice's.</param>
/// <param name="Waiting">Keys of clients and files that an older version still wraps.</param>
public sealed record PracticeKeyState(int Version, Instant Since, string MasterKeyId, long ClientKeys, long Erased, long Waiting);

/// <summary>The practice's key: it wraps the keys of clients and files.</summary>
public interface IPracticeKeys
{
    Task<PracticeKeyState> StateAsync(CancellationToken ct = default);

    /// <summary>Makes a new version and owes the work of wrapping all keys with it; reading goes on meanwhile. Returns the version.</summary>
    Task<int> RotateAsync(CancellationToken ct = default);
}
