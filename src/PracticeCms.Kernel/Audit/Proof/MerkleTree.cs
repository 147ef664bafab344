using System.Security.Cryptography;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>The hashes of RFC 6962, section 2.1. An entry of the tree is an event's chain hash.</summary>
internal static class MerkleTree
{
    public static byte[] Empty { get; } = SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> entry) => SHA256.HashData([0, .. entry]);

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * EventHash.Size)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + EventHash.Size)..]);
        return SHA256.HashData(both);
    }

    /// <summary>The hash over neighbours of one size, of which the last may be smaller.</summary>
    public static byte[] Fold(IReadOnlyList<byte[]> nodes)
    {
        var level = nodes;
        while (level.Count > 1)
        {
            var next = new List<byte[]>((level.Count + 1) / 2);
            for (var i = 0; i < level.Count; i += 2)
            {
                next.Add(i + 1 < level.Count ? Node(level[i], level[i + 1]) : level[i]);
            }

            level = next;
        }

        return level.Count == 0 ? Empty : level[0];
    }

    /// <summary>The largest power of two below <paramref name="size"/>: where a tree of that size parts.</summary>
    public static long Split(long size) => 1L << (63 - (int)long.LeadingZeroCount(size - 1));

    /// <summary>Whether the entry at <paramref name="index"/> (from 0) is in the tree of this size and root (RFC 9162, 2.1.3.2).</summary>
    public static bool Includes(byte[] entry, long index, long size, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (fn, sn) = (index, size - 1);
        var hash = Leaf(entry);
        foreach (var part in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                hash = Node(part, hash);
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                hash = Node(hash, part);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the tree of the first size and root is a beginning of the second (RFC 9162, 2.1.4.2).</summary>
    public static bool Extends(long first, byte[] firstRoot, long second, byte[] secondRoot, IReadOnlyList<byte[]> proof)
    {
        if (first == second)
        {
            return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot);
        }

        if (first <= 0 || first > second)
        {
            return false;
        }

        IReadOnlyList<byte[]> path = long.IsPow2(first) ? [firstRoot, .. proof] : proof;
        if (path.Count == 0)
        {
            return false;
        }

        var (fn, sn) = (first - 1, second - 1);
        while ((fn & 1) == 1)
        {
            (fn, sn) = (fn >> 1, sn >> 1);
        }

        var (old, now) = (path[0], path[0]);
        foreach (var part in path.Skip(1))
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                (old, now) = (Node(part, old), Node(part, now));
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                now = Node(now, part);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && old.AsSpan().SequenceEqual(firstRoot) && now.AsSpan().SequenceEqual(secondRoot);
    }
}
