using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Kernel.Backups;

/// <summary>One named content of a backup, as it is outside of it.</summary>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record BackupPart(string Name, long Length, string Sha256);

/// <summary>
/// Writes parts one after the other: a kind, the name, blocks with their lengths, an empty block. How long a part will be need not be known.
/// </summary>
internal sealed class BackupWriter(Stream output, BackupProgress progress)
{
    public const byte End = 0;
    public const byte Plain = 1;
    public const byte Packed = 2;

    private readonly List<BackupPart> parts = [];

    public IReadOnlyList<BackupPart> Parts => parts;

    /// <param name="pack">Compresses it; for what is not encrypted already.</param>
    public async Task WriteAsync(string name, bool pack, Func<Stream, Task> fill)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)text.Length));
        output.Write([pack ? Packed : Plain, .. length, .. text]);
        using var blocks = new BlockStream(output);
        using var hashed = new HashedStream(pack ? new ZLibStream(blocks, CompressionLevel.Fastest, leaveOpen: true) : blocks, progress);
        await fill(hashed);
        parts.Add(hashed.Close(name));
    }

    public Task WriteAsync(string name, byte[] content) => WriteAsync(name, pack: false, stream => stream.WriteAsync(content).AsTask());

    public void Finish() => output.WriteByte(End);

    /// <summary>Counts and hashes what passes.</summary>
    private sealed class HashedStream(Stream inner, BackupProgress progress) : ForwardStream
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long length;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            hash.AppendData(buffer);
            length += buffer.Length;
            inner.Write(buffer);
            progress.Add(buffer.Length);
        }

        public BackupPart Close(string name)
        {
            inner.Dispose();
            return new BackupPart(name, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class BlockStream(Stream output) : ForwardStream
    {
        private readonly byte[] block = new byte[BackupReader.LargestBlock];
        private int filled;
        private bool isClosed;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (buffer.Length > 0)
            {
                var count = Math.Min(buffer.Length, block.Length - filled);
                buffer[..count].CopyTo(block.AsSpan(filled));
                filled += count;
                buffer = buffer[count..];
                if (filled == block.Length)
                {
                    Send();
                }
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !isClosed)
            {
                isClosed = true;
                if (filled > 0)
                {
                    Send();
                }

                Send();
            }

            base.Dispose(disposing);
        }

        private void Send()
        {
            Span<byte> length = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, filled);
            output.Write(length);
            output.Write(block.AsSpan(0, filled));
            filled = 0;
        }
    }
}
