using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// The sum of the SHA-256 of rows, modulo 2^256: equal for the same rows in any order. It compares a copy with its original; that nobody has
/// changed the backup is the seal's business.
/// </summary>
internal sealed class RowSum
{
    private readonly ulong[] sum = new ulong[4];

    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        AddHash(hash);
    }

    public void AddHash(ReadOnlySpan<byte> hash)
    {
        Rows++;
        UInt128 carry = 0;
        for (var i = 0; i < sum.Length; i++)
        {
            carry += (UInt128)sum[i] + BinaryPrimitives.ReadUInt64LittleEndian(hash[(i * 8)..]);
            sum[i] = (ulong)carry;
            carry >>= 64;
        }
    }

    public TableDigest ToDigest(string table)
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < sum.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), sum[i]);
        }

        return new TableDigest(table, Rows, Convert.ToHexStringLower(bytes));
    }
}
