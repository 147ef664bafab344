using System.Security.Cryptography;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Files;

/// <summary>Writes a stream as sealed chunks, durable when it returns.</summary>
internal static class SealedFileWriter
{
    public static async Task<(long Length, string Sha256)> WriteAsync(Stream content, string path, Guid file, byte[] key, CancellationToken ct)
    {
        using var aes = new AesGcm(key, Aead.TagSize);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        var current = new byte[ChunkFormat.Clear];
        var following = new byte[ChunkFormat.Clear];
        var sealedBytes = new byte[ChunkFormat.Sealed];
        var length = 0L;
        var count = await content.ReadAtLeastAsync(current, current.Length, throwOnEndOfStream: false, ct);
        for (var index = 0L; ; index++)
        {
            // Whether a chunk is the last is known only when the next one turns out empty.
            var next = count < current.Length ? 0 : await content.ReadAtLeastAsync(following, following.Length, throwOnEndOfStream: false, ct);
            hash.AppendData(current.AsSpan(0, count));
            ChunkFormat.Seal(aes, file, index, isLast: next == 0, current.AsSpan(0, count), sealedBytes);
            await output.WriteAsync(sealedBytes.AsMemory(0, count + Aead.TagSize), ct);
            length += count;
            if (next == 0)
            {
                break;
            }

            (current, following, count) = (following, current, next);
        }

        await output.FlushAsync(ct);
        output.Flush(flushToDisk: true);
        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
