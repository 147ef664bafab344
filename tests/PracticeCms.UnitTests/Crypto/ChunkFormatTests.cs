using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.Kernel.Files;

namespace PracticeCms.UnitTests.Crypto;

public sealed class ChunkFormatTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();
    private readonly Guid id = Ids.New();
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] content = RandomNumberGenerator.GetBytes(3 * ChunkFormat.Clear);

    [Fact]
    public async Task Chunks_in_another_order_are_refused()
    {
        var bytes = await WriteAsync();
        var swapped = bytes[ChunkFormat.Sealed..(2 * ChunkFormat.Sealed)].Concat(bytes[..ChunkFormat.Sealed]).Concat(bytes[(2 * ChunkFormat.Sealed)..]).ToArray();

        await RefusedAsync(swapped, content.Length, id, key);
    }

    [Fact]
    public async Task A_file_cut_at_a_chunk_is_refused_even_when_its_length_was_changed_too()
    {
        var bytes = await WriteAsync();

        await RefusedAsync(bytes[..(2 * ChunkFormat.Sealed)], content.Length, id, key);
        await RefusedAsync(bytes[..(2 * ChunkFormat.Sealed)], 2 * ChunkFormat.Clear, id, key);
    }

    [Fact]
    public async Task Any_flipped_bit_is_refused()
    {
        var bytes = await WriteAsync();
        foreach (var at in new[] { 0, ChunkFormat.Clear, ChunkFormat.Sealed, bytes.Length - 1 })
        {
            var flipped = bytes.ToArray();
            flipped[at] ^= 0x10;
            await RefusedAsync(flipped, content.Length, id, key);
        }
    }

    [Fact]
    public async Task Another_files_content_is_refused()
    {
        var bytes = await WriteAsync();

        await RefusedAsync(bytes, content.Length, Ids.New(), key);
        await RefusedAsync(bytes, content.Length, id, RandomNumberGenerator.GetBytes(32));
    }

    public void Dispose() => File.Delete(path);

    private async Task<byte[]> WriteAsync()
    {
        File.Delete(path);
        await SealedFileWriter.WriteAsync(new MemoryStream(content), path, id, key, CancellationToken.None);
        return await File.ReadAllBytesAsync(path);
    }

    private async Task RefusedAsync(byte[] bytes, long length, Guid file, byte[] fileKey)
    {
        await File.WriteAllBytesAsync(path, bytes);
        await Assert.ThrowsAsync<DamagedFileException>(async () =>
        {
            await using var stream = new SealedFileStream(path, file, length, fileKey);
            await stream.CopyToAsync(Stream.Null);
        });
    }
}
