using PracticeCms.Kernel.Audit.Proof;

namespace PracticeCms.UnitTests.Audit;

public sealed class MerkleTreeTests
{
    // Entries and roots that implementations of RFC 6962 agree on.
    private static readonly string[] Entries =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696A6B6C6D6E6F"];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_RFC_6962(int size, string root)
    {
        var tree = new GrowingTree();
        foreach (var entry in Entries.Take(size))
        {
            tree.Add(Convert.FromHexString(entry));
        }

        Assert.Equal(root, Convert.ToHexStringLower(tree.Root()));
        Assert.Equal(root, Convert.ToHexStringLower(MerkleTree.Fold([.. Entries.Take(size).Select(e => MerkleTree.Leaf(Convert.FromHexString(e)))])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public async Task Every_entry_of_a_log_is_proven_and_no_other(int size)
    {
        var log = new Hashes(size);
        var tree = new AuditTree(log);
        var root = await tree.RootAsync(size, TestContext.Current.CancellationToken);
        Assert.Equal(log.Naive(0, size), root);
        foreach (var index in Enumerable.Range(0, size).Where(i => size < 300 || i % 37 == 0))
        {
            var path = await tree.InclusionAsync(index, size, TestContext.Current.CancellationToken);
            Assert.True(MerkleTree.Includes(log.Entries[index], index, size, path, root));
            Assert.False(MerkleTree.Includes(log.Entries[(index + 1) % size], index, size, path, root) && size > 1);
            Assert.False(MerkleTree.Includes(log.Entries[index], index + 1, size, path, root));
        }
    }

    [Fact]
    public async Task A_log_that_grew_is_told_from_one_that_was_rewritten()
    {
        const int Size = 700;
        var log = new Hashes(Size);
        var tree = new AuditTree(log);
        var root = await tree.RootAsync(Size, TestContext.Current.CancellationToken);
        foreach (var first in Enumerable.Range(1, Size).Where(i => i < 70 || i > 630 || i % 16 == 0))
        {
            var before = await tree.RootAsync(first, TestContext.Current.CancellationToken);
            var path = await tree.ConsistencyAsync(first, Size, TestContext.Current.CancellationToken);
            Assert.True(MerkleTree.Extends(first, before, Size, root, path), $"{first}");
            Assert.False(MerkleTree.Extends(first, MerkleTree.Leaf(before), Size, root, path), $"{first}");
        }
    }

    /// <summary>A log of random entries, with all tiles.</summary>
    private sealed class Hashes : IAuditHashes
    {
        public Hashes(int size)
        {
            var random = new Random(size);
            Entries = Enumerable.Range(0, size).Select(_ =>
            {
                var entry = new byte[32];
                random.NextBytes(entry);
                return entry;
            }).ToList();
        }

        public List<byte[]> Entries { get; }

        public Task<IReadOnlyList<byte[]>> LeavesAsync(long from, long to, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<byte[]>>(Entries.Skip((int)from).Take((int)(to - from)).ToList());

        public Task<IReadOnlyList<byte[]>> TilesAsync(int level, long from, long to, CancellationToken ct) => Task.FromResult<IReadOnlyList<byte[]>>(
            Enumerable.Range((int)from, (int)(to - from)).Where(n => (n + 1) << level <= Entries.Count).Select(n => Naive(n << level, (n + 1) << level)).ToList());

        // The definition, word by word.
        public byte[] Naive(int from, int to)
        {
            if (to - from == 1)
            {
                return MerkleTree.Leaf(Entries[from]);
            }

            var half = 1;
            while (half * 2 < to - from)
            {
                half *= 2;
            }

            return MerkleTree.Node(Naive(from, from + half), Naive(from + half, to));
        }
    }
}
