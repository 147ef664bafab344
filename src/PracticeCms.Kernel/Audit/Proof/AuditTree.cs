namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>Reads the stored hashes of a log; positions count from 0, and a range ends before <c>to</c>.</summary>
internal interface IAuditHashes
{
    Task<IReadOnlyList<byte[]>> LeavesAsync(long from, long to, CancellationToken ct);

    /// <summary>As many tiles as are stored of those asked for.</summary>
    Task<IReadOnlyList<byte[]>> TilesAsync(int level, long from, long to, CancellationToken ct);
}

/// <summary>Roots and proofs of RFC 6962, from tiles and from the leaves that no tile covers.</summary>
internal sealed class AuditTree(IAuditHashes hashes)
{
    /// <summary>A tile stands for 2^8, 2^16 or 2^24 leaves.</summary>
    public const int Step = 8;

    public const int Highest = 24;

    public Task<byte[]> RootAsync(long size, CancellationToken ct) => size == 0 ? Task.FromResult(MerkleTree.Empty) : RangeAsync(0, size, ct);

    /// <summary>The audit path of the entry at <paramref name="index"/>, deepest first.</summary>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size, CancellationToken ct)
    {
        var path = new List<byte[]>();
        var (from, to) = (0L, size);
        while (to - from > 1)
        {
            var middle = from + MerkleTree.Split(to - from);
            var isLeft = index < middle;
            path.Add(isLeft ? await RangeAsync(middle, to, ct) : await RangeAsync(from, middle, ct));
            (from, to) = isLeft ? (from, middle) : (middle, to);
        }

        path.Reverse();
        return path;
    }

    /// <summary>The proof that the tree of <paramref name="first"/> is a beginning of that of <paramref name="second"/>.</summary>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long first, long second, CancellationToken ct)
    {
        var path = new List<byte[]>();
        var (from, to) = (0L, second);
        while (to != first)
        {
            var middle = from + MerkleTree.Split(to - from);
            var isLeft = first <= middle;
            path.Add(isLeft ? await RangeAsync(middle, to, ct) : await RangeAsync(from, middle, ct));
            (from, to) = isLeft ? (from, middle) : (middle, to);
        }

        if (from > 0)
        {
            path.Add(await RangeAsync(from, to, ct));
        }

        path.Reverse();
        return path;
    }

    /// <summary>The hash over a range that is a node of the tree.</summary>
    public async Task<byte[]> RangeAsync(long from, long to, CancellationToken ct)
    {
        for (var level = Highest; level >= Step; level -= Step)
        {
            if ((to - from) >> level is var count and > 0
                && await hashes.TilesAsync(level, from >> level, (from >> level) + count, ct) is { } tiles && tiles.Count == count)
            {
                var rest = from + (count << level);
                return MerkleTree.Fold(rest == to ? tiles : [.. tiles, await RangeAsync(rest, to, ct)]);
            }
        }

        return MerkleTree.Fold([.. (await hashes.LeavesAsync(from, to, ct)).Select(l => MerkleTree.Leaf(l))]);
    }
}
