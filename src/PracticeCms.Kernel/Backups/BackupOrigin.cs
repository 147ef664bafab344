using System.Security.Cryptography;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// Proves that this installation has made a backup: an HMAC-SHA-256 over the file's front and its list of parts. The key is derived from the opening half of
/// the recovery pair and opens nothing. The installation keeps it sealed with the master key; on an empty machine the recovery key gives it again.
/// </summary>
internal sealed class BackupOrigin(byte[] key)
{
    public const string Part = "origin";
    public const int Size = HMACSHA256.HashSizeInBytes;
    private const string Use = "backup origin";

    /// <param name="manifest">The list as it is written, which names each part by its hash.</param>
    public byte[] CodeOf(BackupSeal seal, byte[] manifest)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        code.AppendData(seal.Front);
        code.AppendData(manifest);
        return code.GetHashAndReset();
    }

    /// <summary>As it is kept: one line.</summary>
    public string SealedBy(MasterKey master) => $"{master.Id} {Convert.ToBase64String(master.Wrap(key, Use))}";

    /// <summary>Null for a line of another master key.</summary>
    public static BackupOrigin? Open(string line, MasterKey master) =>
        line.Split(' ') is [var id, var wrapped] && id == master.Id ? new BackupOrigin(master.Unwrap(Convert.FromBase64String(wrapped), Use)) : null;
}
