using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Kernel.Crypto;

/// <summary>AES-256-GCM with a random nonce in front and the tag behind.</summary>
internal static class Aead
{
    public const int KeySize = 32;
    public const int NonceSize = 12;
    public const int TagSize = 16;

    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> clear, ReadOnlySpan<byte> bound)
    {
        var result = new byte[NonceSize + clear.Length + TagSize];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(result.AsSpan(0, NonceSize), clear, result.AsSpan(NonceSize, clear.Length), result.AsSpan(NonceSize + clear.Length), bound);
        return result;
    }

    /// <summary>Throws <see cref="CryptographicException"/> where anything differs from what was sealed.</summary>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> bound)
    {
        if (sealedBytes.Length < NonceSize + TagSize)
        {
            throw new CryptographicException("The sealed value is too short.");
        }

        var clear = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(sealedBytes[..NonceSize], sealedBytes.Slice(NonceSize, clear.Length), sealedBytes[^TagSize..], clear, bound);
        return clear;
    }

    /// <summary>Associated data: parts with their lengths, so that no two lists of parts are the same bytes.</summary>
    public static byte[] Bind(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part.Length}:{part}|");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
