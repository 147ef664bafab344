using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Files;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// The clear front of a backup: a mark, the backup's id, the id of the pair it is sealed to, and the point of a pair made for this one file. The
/// content's key comes from that pair and the recovery key (ECDH, HKDF over the whole front), so a changed front opens nothing.
/// </summary>
internal sealed class BackupSeal
{
    public const int KeyIdSize = 8;
    private const int IdAt = 16;
    private const int KeyIdAt = IdAt + 16;
    private const int PointAt = KeyIdAt + KeyIdSize;

    /// <summary>Bytes before the first chunk.</summary>
    public const int Size = PointAt + 65;

    private static ReadOnlySpan<byte> Mark => "PRACTICEBACKUP\0\u0001"u8;

    private readonly byte[] front;
    private readonly byte[] key;

    private BackupSeal(byte[] front, byte[] key) => (this.front, this.key) = (front, key);

    public ReadOnlySpan<byte> Front => front;

    private Guid Id => new(front.AsSpan(IdAt, 16));

    /// <summary>A seal that only the owner of the recovery key can open; whoever makes it can still read back what it wrote.</summary>
    public static BackupSeal Create(BackupKey recipient)
    {
        using var pair = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        byte[] begin = [.. Mark, .. Ids.New().ToByteArray(), .. Convert.FromHexString(recipient.Id), .. BackupKey.Of(pair).Point];
        using var other = BackupKey.ToEcdh(recipient.Point);
        return new BackupSeal(begin, Derive(pair, other, begin));
    }

    public static Result<BackupSeal> Open(Stream input, RecoveryKey recovery)
    {
        var begin = new byte[Size];
        if (input.ReadAtLeast(begin, Size, throwOnEndOfStream: false) < Size || !begin.AsSpan().StartsWith(Mark))
        {
            return Problem.Invalid("file", "The file is not a backup of this product.");
        }

        var sealedTo = Convert.ToHexStringLower(begin.AsSpan(KeyIdAt, KeyIdSize));
        if (sealedTo != recovery.Public.Id)
        {
            return Problem.Invalid("key", $"The backup is sealed to the recovery key {sealedTo}; the key given is {recovery.Public.Id}.");
        }

        try
        {
            using var other = BackupKey.ToEcdh(begin.AsSpan(PointAt));
            return new BackupSeal(begin, Derive(recovery.Pair, other, begin));
        }
        catch (CryptographicException)
        {
            return Problem.Invalid("file", "The backup is damaged at its beginning.");
        }
    }

    /// <summary>Writes the front; what is written to the stream is sealed.</summary>
    public SealingStream Begin(Stream output)
    {
        output.Write(front);
        return new SealingStream(output, Id, key);
    }

    /// <summary>Reads what is behind the front. Throws <see cref="DamagedFileException"/> where anything differs from what was sealed.</summary>
    public SealedFileStream Read(FileStream input)
    {
        input.Position = Size;
        return new SealedFileStream(input, Size, Id, ChunkFormat.LengthOf(input.Length - Size), key);
    }

    private static byte[] Derive(ECDiffieHellman own, ECDiffieHellman other, byte[] front)
    {
        using var point = other.PublicKey;
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, own.DeriveRawSecretAgreement(point), Aead.KeySize, salt: SHA256.HashData(front), info: "practice backup"u8.ToArray());
    }
}
