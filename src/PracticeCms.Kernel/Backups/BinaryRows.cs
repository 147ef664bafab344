using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// Finds the rows in PostgreSQL's binary copy format (documentation of COPY: a header of 19 bytes, then per row a count of fields and each field
/// with its length, then -1) while it passes in pieces of any size, and sums their hashes.
/// </summary>
internal sealed class BinaryRows : IDisposable
{
    private const int Header = 19;

    private enum Next
    {
        Header,
        Count,
        Length,
        Field,
        Nothing,
    }

    private readonly RowSum sum = new();
    private readonly IncrementalHash row = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] scratch = new byte[Header];
    private readonly byte[] hash = new byte[SHA256.HashSizeInBytes];
    private Next next = Next.Header;
    private int gathered;
    private int fields;
    private int left;

    public TableDigest ToDigest(string table) => next == Next.Nothing ? sum.ToDigest(table) : throw new InvalidDataException($"The copy of {table} ended too early.");

    public void Add(ReadOnlySpan<byte> piece)
    {
        while (piece.Length > 0)
        {
            piece = next switch
            {
                Next.Header => Gather(piece, Header, AfterHeader),
                Next.Count => Gather(piece, 2, AfterCount),
                Next.Length => Gather(piece, 4, AfterLength),
                Next.Field => Skip(piece),
                _ => throw new InvalidDataException("There is something behind the end of a copy."),
            };
        }
    }

    public void Dispose() => row.Dispose();

    private ReadOnlySpan<byte> Gather(ReadOnlySpan<byte> piece, int wanted, Action then)
    {
        var count = Math.Min(wanted - gathered, piece.Length);
        piece[..count].CopyTo(scratch.AsSpan(gathered));
        gathered += count;
        if (gathered == wanted)
        {
            gathered = 0;
            then();
        }

        return piece[count..];
    }

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> piece)
    {
        var count = Math.Min(left, piece.Length);
        row.AppendData(piece[..count]);
        left -= count;
        if (left == 0)
        {
            EndField();
        }

        return piece[count..];
    }

    private void AfterHeader() => next = BinaryPrimitives.ReadInt64BigEndian(scratch.AsSpan(11)) == 0
        ? Next.Count
        : throw new InvalidDataException("The copy has a header that this version does not know.");

    private void AfterCount()
    {
        fields = BinaryPrimitives.ReadInt16BigEndian(scratch);
        if (fields < 0)
        {
            next = Next.Nothing;
            return;
        }

        row.AppendData(scratch.AsSpan(0, 2));
        next = Next.Length;
        if (fields == 0)
        {
            EndRow();
        }
    }

    private void AfterLength()
    {
        row.AppendData(scratch.AsSpan(0, 4));
        left = BinaryPrimitives.ReadInt32BigEndian(scratch);
        if (left > 0)
        {
            next = Next.Field;
        }
        else
        {
            EndField();
        }
    }

    private void EndField()
    {
        next = Next.Length;
        if (--fields == 0)
        {
            EndRow();
        }
    }

    private void EndRow()
    {
        row.GetHashAndReset(hash);
        sum.AddHash(hash);
        next = Next.Count;
    }
}
