using System.Security.Cryptography;
using PracticeCms.Files;
using PracticeCms.Kernel.Crypto;

namespace PracticeCms.Kernel.Files;

/// <summary>Reads sealed chunks from begin to end.</summary>
internal sealed class SealedFileStream : Stream
{
    private readonly FileStream input;
    private readonly Guid file;
    private readonly long length;
    private readonly AesGcm aes;
    private readonly byte[] sealedBytes = new byte[ChunkFormat.Sealed];
    private readonly byte[] clear = new byte[ChunkFormat.Clear];
    private long index;
    private long position;
    private int start;
    private int end;

    public SealedFileStream(string path, Guid file, long length, byte[] key)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true), 0, file, length, key)
    {
    }

    /// <summary>Chunks that begin behind a front of the given size, where the input stands.</summary>
    public SealedFileStream(FileStream input, int front, Guid file, long length, byte[] key)
    {
        (this.input, this.file, this.length) = (input, file, length);
        if (length < 0 || input.Length - front != ChunkFormat.LengthOnDisk(length))
        {
            input.Dispose();
            throw new DamagedFileException($"The stored file {file} is damaged: its size is not what it was.");
        }

        aes = new AesGcm(key, Aead.TagSize);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (start == end && NextSize() is { } size)
        {
            input.ReadExactly(sealedBytes, 0, size);
            Open(size);
        }

        return Take(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (start == end && NextSize() is { } size)
        {
            await input.ReadExactlyAsync(sealedBytes.AsMemory(0, size), cancellationToken);
            Open(size);
        }

        return Take(buffer.Span);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
            aes.Dispose();
            CryptographicOperations.ZeroMemory(clear);
        }

        base.Dispose(disposing);
    }

    private int? NextSize()
    {
        var chunks = ChunkFormat.Chunks(length);
        return index == chunks ? null
            : index == chunks - 1 ? (int)(length - (index * ChunkFormat.Clear)) + Aead.TagSize
            : ChunkFormat.Sealed;
    }

    private void Open(int size)
    {
        ChunkFormat.Open(aes, file, index, index == ChunkFormat.Chunks(length) - 1, sealedBytes.AsSpan(0, size), clear);
        (start, end) = (0, size - Aead.TagSize);
        index++;
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, end - start);
        clear.AsSpan(start, count).CopyTo(buffer);
        start += count;
        position += count;
        return count;
    }
}
