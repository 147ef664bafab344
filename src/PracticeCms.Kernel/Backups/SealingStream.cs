using System.Security.Cryptography;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Files;

namespace PracticeCms.Kernel.Backups;

/// <summary>A stream that is written from begin to end.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override void Write(ReadOnlySpan<byte> buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Seals what is written, chunk by chunk. Without <see cref="Finish"/> there is no last chunk, and nobody will open the file.</summary>
internal sealed class SealingStream(Stream output, Guid file, byte[] key) : ForwardStream
{
    private readonly AesGcm aes = new(key, Aead.TagSize);
    private readonly byte[] clear = new byte[ChunkFormat.Clear];
    private readonly byte[] sealedBytes = new byte[ChunkFormat.Sealed];
    private long index;
    private int filled;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (filled == clear.Length)
            {
                Seal(isLast: false);
            }

            var count = Math.Min(buffer.Length, clear.Length - filled);
            buffer[..count].CopyTo(clear.AsSpan(filled));
            filled += count;
            buffer = buffer[count..];
        }
    }

    public void Finish() => Seal(isLast: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            aes.Dispose();
            CryptographicOperations.ZeroMemory(clear);
        }

        base.Dispose(disposing);
    }

    private void Seal(bool isLast)
    {
        ChunkFormat.Seal(aes, file, index++, isLast, clear.AsSpan(0, filled), sealedBytes);
        output.Write(sealedBytes.AsSpan(0, filled + Aead.TagSize));
        filled = 0;
    }
}
