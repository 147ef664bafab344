using System.Buffers.Binary;
using System.Security.Cryptography;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Files;

/// <summary>
/// A file on disk is chunks of 64 KiB, each sealed with the file's own key. A chunk knows its place and whether it is the last, so that
/// none can be dropped, doubled, moved or taken from another file.
/// </summary>
internal static class ChunkFormat
{
    public const int Clear = 64 * 1024;
    public const int Sealed = Clear + Aead.TagSize;

    public static long Chunks(long length) => Math.Max(1, (length + Clear - 1) / Clear);

    public static long LengthOnDisk(long length) => length + (Chunks(length) * Aead.TagSize);

    /// <summary>The opposite of <see cref="LengthOnDisk"/>; negative where no content gives that length.</summary>
    public static long LengthOf(long onDisk) => onDisk - ((onDisk + Sealed - 1) / Sealed * Aead.TagSize);

    public static void Seal(AesGcm aes, Guid file, long index, bool isLast, ReadOnlySpan<byte> clear, Span<byte> output) =>
        aes.Encrypt(Nonce(index), clear, output[..clear.Length], output.Slice(clear.Length, Aead.TagSize), Bound(file, index, isLast));

    public static void Open(AesGcm aes, Guid file, long index, bool isLast, ReadOnlySpan<byte> sealedBytes, Span<byte> clear)
    {
        try
        {
            aes.Decrypt(Nonce(index), sealedBytes[..^Aead.TagSize], sealedBytes[^Aead.TagSize..], clear[..(sealedBytes.Length - Aead.TagSize)], Bound(file, index, isLast));
        }
        catch (CryptographicException)
        {
            throw new PracticeCms.Files.DamagedFileException($"The stored file {file} is damaged.");
        }
    }

    /// <summary>The key belongs to one file alone, so the index is a nonce that never repeats under it.</summary>
    private static byte[] Nonce(long index)
    {
        var nonce = new byte[Aead.NonceSize];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(4), index);
        return nonce;
    }

    private static byte[] Bound(Guid file, long index, bool isLast)
    {
        var bound = new byte[25];
        file.TryWriteBytes(bound);
        BinaryPrimitives.WriteInt64BigEndian(bound.AsSpan(16), index);
        bound[24] = isLast ? (byte)1 : (byte)0;
        return bound;
    }
}
