namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// Proves a log anew from its events: chain, tree, checkpoints, copies. Shares nothing with the sealing but the definition of the hashes.
/// </summary>
internal sealed class VerifyAudit(IReadOnlyList<string> publicKeys)
{
    private const int MostFaults = 20;

    public async Task<AuditVerdict> ExecuteAsync(AuditCopy copy, IProgress<long>? progress = null, CancellationToken ct = default)
    {
        var faults = new Faults();
        var missing = new List<(long Size, string What)>();
        var signed = Signed(copy, faults, missing);
        var (expected, tree) = (EventHash.Genesis(copy.Log), new GrowingTree());
        var (proven, provenAt, found) = (0L, (Instant?)null, 0L);
        await foreach (var entry in copy.Entries.WithCancellation(ct))
        {
            if (entry.Sequence != tree.Size + 1)
            {
                faults.Add(tree.Size + 1, "is missing from the sequence");
                break;
            }

            Check(entry, expected, faults);
            found += entry.Event is null ? 0 : 1;
            expected = entry.Hash;
            foreach (var (level, hash) in tree.Add(entry.Hash))
            {
                CheckTile(copy, tree.Size, level, hash, faults);
            }

            if (signed.Remove(tree.Size, out var checkpoints))
            {
                (proven, provenAt) = Settle(checkpoints, tree, entry.Hash, faults, proven, provenAt);
            }

            if (tree.Size % 50_000 == 0)
            {
                progress?.Report(tree.Size);
            }
        }

        if (signed.Keys.Where(s => s > tree.Size).ToList() is { Count: > 0 } beyond)
        {
            // What is there may be whole or written anew: no checkpoint vouches for it.
            faults.Add(faults.AnyAfter(proven) ? null : proven + 1, $"and what follows are not vouched for: the log was signed with {beyond.Max()} events and has {tree.Size}");
        }

        foreach (var (size, what) in missing)
        {
            faults.Add(size <= tree.Size ? size : null, what);
        }

        if (copy.Written - found - copy.Waiting is var strays and not 0)
        {
            faults.Add(null, $"{strays} events are outside of the sequence");
        }

        foreach (var place in copy.BegunAnew)
        {
            faults.Add(null, $"the copy of the checkpoints in {place} begins anew, and the practice was not restored");
        }

        if (copy.Lost > 0)
        {
            faults.Add(null, $"{copy.Lost} events that waited for their place are gone");
        }

        return new AuditVerdict(copy.Log, tree.Size, faults.Count == 0 ? proven : Math.Min(proven, (faults.First ?? 1) - 1), provenAt, copy.Waiting, faults.Found);
    }

    private static void Check(AuditEntryCopy entry, byte[] before, Faults faults)
    {
        if (entry.Event is null)
        {
            faults.Add(entry.Sequence, "has no event any more");
        }
        else if (!EventHash.Next(entry.Sequence, EventHash.Canonical(entry.Event), before).AsSpan().SequenceEqual(entry.Hash))
        {
            faults.Add(entry.Sequence, "is not what was sealed, or does not follow the one before");
        }
    }

    private static void CheckTile(AuditCopy copy, long size, int level, byte[] hash, Faults faults)
    {
        if (copy.Tiles is null || level % AuditTree.Step != 0 || level > AuditTree.Highest)
        {
            return;
        }

        var number = (size >> level) - 1;
        if ((!copy.Tiles.TryGetValue((level, number), out var tile) || !tile.AsSpan().SequenceEqual(hash)) && !faults.AnyAfter(number << level))
        {
            faults.Add((number << level) + 1, $"begins a stretch of {1L << level} whose hash in the tree is another");
        }
    }

    /// <summary>Compares what was signed at this size with what the events give.</summary>
    private static (long Size, Instant? At) Settle(List<Checkpoint> checkpoints, GrowingTree tree, byte[] head, Faults faults, long proven, Instant? provenAt)
    {
        var root = tree.Root();
        if (checkpoints.All(c => c.Root.AsSpan().SequenceEqual(root) && c.Head.AsSpan().SequenceEqual(head)))
        {
            return faults.Count == 0 ? (tree.Size, checkpoints.Max(c => c.At)) : (proven, provenAt);
        }

        if (!faults.AnyAfter(proven))
        {
            faults.Add(proven + 1, $"to {tree.Size} are not what was signed");
        }

        return (proven, provenAt);
    }

    /// <summary>The checkpoints that a known key has signed, by size; what is wrong with the others is a fault.</summary>
    private Dictionary<long, List<Checkpoint>> Signed(AuditCopy copy, Faults faults, List<(long Size, string What)> missing)
    {
        var signed = new Dictionary<long, List<Checkpoint>>();
        var stored = Accept(copy, copy.Checkpoints, "the database", signed, faults);
        foreach (var (place, notes) in copy.Copies)
        {
            if (notes is null or [])
            {
                // The first checkpoint may not have been copied yet.
                if (stored.Count > 1)
                {
                    faults.Add(null, $"the copy of the checkpoints in {place} is gone");
                }

                continue;
            }

            var copied = Accept(copy, notes, place, signed, faults);
            foreach (var size in copied.Where(s => !stored.Contains(s)))
            {
                missing.Add((size, $"is the last of a checkpoint that the database does not have; it is in {place}"));
            }

            // The newest may not have been copied yet.
            foreach (var size in stored.Where(s => !copied.Contains(s) && s < copied.DefaultIfEmpty().Max()))
            {
                missing.Add((size, $"is the last of a checkpoint that is missing from {place}"));
            }
        }

        return signed;
    }

    private HashSet<long> Accept(AuditCopy copy, IReadOnlyList<string> notes, string place, Dictionary<long, List<Checkpoint>> signed, Faults faults)
    {
        var sizes = new HashSet<long>();
        foreach (var note in notes)
        {
            if (Open(note) is not { } checkpoint)
            {
                faults.Add(null, $"a checkpoint in {place} is not signed by a known key");
            }
            else if (checkpoint.Log != copy.Log)
            {
                faults.Add(1, $"to the last belong to another log than the checkpoints in {place}");
            }
            else if (sizes.Add(checkpoint.Size))
            {
                (signed.TryGetValue(checkpoint.Size, out var same) ? same : signed[checkpoint.Size] = []).Add(checkpoint);
            }
            else
            {
                signed[checkpoint.Size].Add(checkpoint);
            }
        }

        return sizes;
    }

    private readonly Dictionary<string, Checkpoint?> opened = [];

    private Checkpoint? Open(string note) => opened.TryGetValue(note, out var known) ? known : opened[note] = AuditKeys.Open(note, publicKeys);

    private sealed class Faults
    {
        private readonly List<AuditFault> found = [];

        public int Count { get; private set; }
        public long? First { get; private set; }
        public IReadOnlyList<AuditFault> Found => found;

        /// <summary>Whether something is wrong after this event, so that it is known where.</summary>
        public bool AnyAfter(long sequence) => found.Any(f => f.Sequence > sequence);

        public void Add(long? sequence, string what)
        {
            Count++;
            First = sequence is { } at ? Math.Min(First ?? at, at) : First;
            if (found.Count < MostFaults || sequence == First)
            {
                found.Add(new AuditFault(sequence, what));
            }
        }
    }
}
