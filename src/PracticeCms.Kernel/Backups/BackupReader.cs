using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Kernel.Backups;

/// <summary>Reads the parts of a backup in their order; each must be read before the next.</summary>
internal sealed class BackupReader(Stream input, BackupProgress progress) : IDisposable
{
    public const int LargestBlock = 64 * 1024;

    /// <summary>Null behind the last part.</summary>
    public BackupEntry? Next()
    {
        Span<byte> start = stackalloc byte[3];
        input.ReadExactly(start[..1]);
        if (start[0] == BackupWriter.End)
        {
            return input.ReadByte() < 0 ? null : throw new InvalidDataException("There is something behind the end of the backup.");
        }

        input.ReadExactly(start[1..]);
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[1..])];
        input.ReadExactly(name);
        var blocks = new BlockStream(input, progress);
        return start[0] switch
        {
            BackupWriter.Plain => new BackupEntry(Encoding.UTF8.GetString(name), blocks, blocks),
            BackupWriter.Packed => new BackupEntry(Encoding.UTF8.GetString(name), new ZLibStream(blocks, CompressionMode.Decompress, leaveOpen: true), blocks),
            _ => throw new InvalidDataException("The backup has a part of a kind that this version does not know."),
        };
    }

    public void Dispose() => input.Dispose();

    private sealed class BlockStream(Stream input, BackupProgress progress) : Stream
    {
        private int left;
        private bool isOver;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            if (left == 0 && !isOver)
            {
                Span<byte> length = stackalloc byte[4];
                input.ReadExactly(length);
                left = BinaryPrimitives.ReadInt32LittleEndian(length);
                isOver = left == 0;
                if (left is < 0 or > LargestBlock)
                {
                    throw new InvalidDataException("The backup has a block of an impossible length.");
                }
            }

            var count = Math.Min(left, buffer.Length);
            input.ReadExactly(buffer[..count]);
            left -= count;
            progress.Add(count);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>A part while it is read.</summary>
internal sealed class BackupEntry(string name, Stream content, Stream blocks)
{
    public string Name { get; } = name;

    /// <summary>Reads one that has to fit into memory.</summary>
    /// <param name="most">Bytes; a longer one throws, however small it was packed.</param>
    public async Task<(BackupPart Part, byte[] Content)> ReadAsync(int most, CancellationToken ct)
    {
        using var target = new MemoryStream();
        var part = await CopyToAsync(target, most, ct);
        return (part, target.ToArray());
    }

    /// <summary>Reads it to its end and says what it was.</summary>
    public Task<BackupPart> CopyToAsync(Stream target, CancellationToken ct) => CopyToAsync(target, long.MaxValue, ct);

    private async Task<BackupPart> CopyToAsync(Stream target, long most, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BackupReader.LargestBlock];
        var length = 0L;
        while (content.Read(buffer) is var count and > 0)
        {
            length += count;
            if (length > most)
            {
                throw new InvalidDataException($"The part {Name} is longer than it can be.");
            }

            hash.AppendData(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), ct);
        }

        // Who unpacks stops where the content ends, before the empty block.
        await content.DisposeAsync();
        return blocks.Read(buffer) > 0
            ? throw new InvalidDataException("The backup has a part that is longer than its content.")
            : new BackupPart(Name, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
