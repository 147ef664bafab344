using System.Globalization;
using System.Security.Cryptography;
using NodaTime;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.UnitTests.Audit;

/// <summary>A log in memory as the sealing leaves it: events, hashes, tiles, checkpoints and their copy.</summary>
internal sealed class SealedLog
{
    public const int Every = 1_000;

    private static readonly string[] Actions = ["viewed", "listed", "created", "changed", "exported"];

    public SealedLog(int size, Random random, AuditKeys keys)
    {
        Keys = keys;
        Events = Enumerable.Range(0, size).Select(i => (string?[]?)Event(i, random)).ToList();
        Seal(0);
        for (var at = Every; at < size; at += Every)
        {
            Sign(at);
        }

        Sign(size);
        Copied.AddRange(Stored);
    }

    private SealedLog(SealedLog other)
    {
        (Log, Keys, Events, Hashes, Tiles) = (other.Log, other.Keys, [.. other.Events], [.. other.Hashes], new(other.Tiles));
        Sequences = [.. other.Sequences];
        Stored.AddRange(other.Stored);
        Copied.AddRange(other.Copied);
    }

    public Guid Log { get; set; } = Guid.CreateVersion7();
    public AuditKeys Keys { get; set; }
    public List<string?[]?> Events { get; }
    public List<byte[]> Hashes { get; } = [];
    public List<long> Sequences { get; } = [];
    public Dictionary<(int Level, long Number), byte[]> Tiles { get; private set; } = [];
    public List<string> Stored { get; } = [];
    public List<string> Copied { get; } = [];

    public SealedLog Clone() => new(this);

    /// <summary>Chains all events from this one on anew, as somebody would who wants to hide a change.</summary>
    public void Seal(int from)
    {
        Hashes.RemoveRange(Math.Min(from, Hashes.Count), Hashes.Count - Math.Min(from, Hashes.Count));
        Sequences.RemoveRange(Math.Min(from, Sequences.Count), Sequences.Count - Math.Min(from, Sequences.Count));
        var before = from == 0 ? EventHash.Genesis(Log) : Hashes[from - 1];
        for (var i = from; i < Events.Count; i++)
        {
            before = EventHash.Next(i + 1, EventHash.Canonical(Events[i]!), before);
            Hashes.Add(before);
            Sequences.Add(i + 1);
        }

        Tiles = [];
        var tree = new GrowingTree();
        foreach (var hash in Hashes)
        {
            foreach (var (level, tile) in tree.Add(hash).Where(t => t.Level % AuditTree.Step == 0))
            {
                Tiles[(level, (tree.Size >> level) - 1)] = tile;
            }
        }
    }

    public string Sign(int size)
    {
        var tree = new GrowingTree();
        Hashes.Take(size).ToList().ForEach(h => tree.Add(h));
        Stored.Add(Keys.Sign(new Checkpoint(Log, size, tree.Root(), Hashes[size - 1], Instant.FromUnixTimeSeconds(1_770_000_000 + size))));
        return Stored[^1];
    }

    public AuditCopy ToCopy() => new(Log, EntriesAsync(), Tiles, Stored, new Dictionary<string, IReadOnlyList<string>?> { ["copy"] = Copied }, Events.Count(e => e is not null), 0, 0);

    public Task<AuditVerdict> VerifyAsync(IReadOnlyList<string> trusted) => new VerifyAudit(trusted).ExecuteAsync(ToCopy());

    public static AuditKeys NewKeys(string folder) => new(new Lazy<MasterKey>(new MasterKey(RandomNumberGenerator.GetBytes(32))), new DataFolder(folder));

    public static string?[] Event(int i, Random random) =>
    [
        Guid.CreateVersion7().ToString(), (17_700_000_000_000_000 + (i * 10_000_000L)).ToString(CultureInfo.InvariantCulture), "Staff", new Guid(i % 50, 1, 2, new byte[8]).ToString(), "Olive Owner",
        "Owner", Guid.CreateVersion7().ToString(), Actions[random.Next(Actions.Length)], "Client", new Guid(random.Next(5_000), 3, 4, new byte[8]).ToString(),
        null, random.Next(3) == 0 ? "BirthDate,GivenName" : null, null, "192.0.2.7", $"0HN{random.Next(1_000_000).ToString(CultureInfo.InvariantCulture)}", null, "node 0.1.0 Europe/Vienna",
    ];

    private async IAsyncEnumerable<AuditEntryCopy> EntriesAsync()
    {
        for (var i = 0; i < Hashes.Count; i++)
        {
            yield return new AuditEntryCopy(Sequences[i], Hashes[i], Events[i]);
        }

        await Task.CompletedTask;
    }
}
