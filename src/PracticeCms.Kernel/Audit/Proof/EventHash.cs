using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// The chain: <c>h(n) = SHA-256(0x00, n, length, event, h(n-1))</c>, with the number in eight and the length in four bytes, most significant
/// first, and <c>h(0) = SHA-256("practice-audit-log", id of the log)</c>.
/// </summary>
internal static class EventHash
{
    public const int Size = 32;

    private static readonly byte[] Version = "22:practice-audit-event-1"u8.ToArray();

    public static byte[] Genesis(Guid log) => SHA256.HashData([.. "practice-audit-log"u8, .. log.ToByteArray(bigEndian: true)]);

    public static byte[] Next(long sequence, ReadOnlySpan<byte> canonical, ReadOnlySpan<byte> before)
    {
        var length = 13 + canonical.Length + before.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        rented[0] = 0;
        BinaryPrimitives.WriteInt64BigEndian(rented.AsSpan(1), sequence);
        BinaryPrimitives.WriteInt32BigEndian(rented.AsSpan(9), canonical.Length);
        canonical.CopyTo(rented.AsSpan(13));
        before.CopyTo(rented.AsSpan(13 + canonical.Length));
        var hash = SHA256.HashData(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>The fields of an event in the order of <see cref="EventRow.Columns"/>, each as its length in bytes, a colon and its UTF-8 text; a hyphen stands for null.</summary>
    public static byte[] Canonical(IReadOnlyList<string?> fields)
    {
        var size = Version.Length;
        foreach (var field in fields)
        {
            size += field is null ? 1 : Encoding.UTF8.GetByteCount(field) + 12;
        }

        var bytes = new byte[size];
        Version.CopyTo(bytes, 0);
        var at = Version.Length;
        foreach (var field in fields)
        {
            at += Write(field, bytes.AsSpan(at));
        }

        return bytes[..at];
    }

    private static int Write(string? field, Span<byte> to)
    {
        if (field is null)
        {
            to[0] = (byte)'-';
            return 1;
        }

        Encoding.UTF8.GetByteCount(field).TryFormat(to, out var digits, provider: CultureInfo.InvariantCulture);
        to[digits] = (byte)':';
        return digits + 1 + Encoding.UTF8.GetBytes(field, to[(digits + 1)..]);
    }
}
