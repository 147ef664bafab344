namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>A tree that entries are added to one by one; keeps its right edge alone.</summary>
internal sealed class GrowingTree
{
    private readonly List<byte[]> edge = [];

    public long Size { get; private set; }

    /// <summary>Adds an entry, and says which whole subtrees it completed, by their level.</summary>
    public IEnumerable<(int Level, byte[] Hash)> Add(byte[] entry)
    {
        var hash = MerkleTree.Leaf(entry);
        var completed = new List<(int, byte[])>();
        var level = 0;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleTree.Node(edge[^1], hash);
            edge.RemoveAt(edge.Count - 1);
            completed.Add((++level, hash));
        }

        edge.Add(hash);
        Size++;
        return completed;
    }

    public byte[] Root()
    {
        if (edge.Count == 0)
        {
            return MerkleTree.Empty;
        }

        var root = edge[^1];
        for (var i = edge.Count - 2; i >= 0; i--)
        {
            root = MerkleTree.Node(edge[i], root);
        }

        return root;
    }
}
