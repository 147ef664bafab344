using System.Collections.Concurrent;
using System.Globalization;
using PracticeCms.Kernel.Audit.Proof;
using PracticeCms.Testing;

namespace PracticeCms.UnitTests.Audit;

public sealed class TamperingTests : IDisposable
{
    private static readonly string[] Kinds =
    [
        "edit", "edit and re-hash the event", "edit and re-hash all", "edit, re-hash all and sign with another key", "change the time", "delete the event", "delete and close the gap",
        "delete, close the gap and re-hash", "insert", "insert and re-hash", "swap", "swap and re-hash", "turn a stretch around", "move from another practice", "truncate", "roll the database back",
        "forge a checkpoint", "split view", "drop a checkpoint", "change a tile",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("practice-audit-").FullName;
    private readonly AuditKeys keys;
    private readonly AuditKeys strangers;
    private readonly IReadOnlyList<string> trusted;

    public TamperingTests()
    {
        keys = SealedLog.NewKeys(folder);
        strangers = SealedLog.NewKeys(Path.Combine(folder, "strangers"));
        trusted = keys.Published();
    }

    public void Dispose()
    {
        keys.Dispose();
        strangers.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public Task Each_of_400_changes_of_a_log_of_3000_events_is_found() => FindAsync(3_000, 400);

    [Fact]
    [Trait("Category", "Long")]
    public Task Each_of_10000_changes_of_a_log_of_100000_events_is_found() => FindAsync(100_000, 10_000);

    [Theory]
    [InlineData(30)]
    public Task Nothing_is_found_in_a_clean_log(int logs) => CleanAsync(logs);

    [Fact]
    [Trait("Category", "Long")]
    public Task Nothing_is_found_in_1000_clean_logs() => CleanAsync(1_000);

    [Theory]
    [InlineData(40)]
    public Task The_second_verifier_says_the_same(int logs) => AgreeAsync(logs);

    [Fact]
    [Trait("Category", "Long")]
    public Task The_second_verifier_says_the_same_of_1000_logs() => AgreeAsync(1_000);

    /// <summary>In another language, from an export; a tenth of the logs is clean. Tiles follow from the events and are not exported.</summary>
    private async Task AgreeAsync(int logs)
    {
        var other = new SealedLog(2_000, new Random(2), keys);
        var expected = new List<(string File, AuditVerdict Verdict)>();
        for (var seed = 0; seed < logs; seed++)
        {
            var random = new Random(seed);
            var log = new SealedLog(random.Next(1_100, 2_500), random, keys);
            log = seed % 10 == 0 ? log : Change(log, other, Kinds[random.Next(Kinds.Length - 1)], random).Log;
            var file = Path.Combine(folder, $"{seed.ToString(CultureInfo.InvariantCulture)}.jsonl");
            await using (var stream = File.Create(file))
            {
                await AuditExportFile.WriteAsync(stream, "Default", log.ToCopy(), trusted, TestContext.Current.CancellationToken);
            }

            expected.Add((file, await new VerifyAudit(trusted).ExecuteAsync((await AuditExportFile.ReadAsync(file, TestContext.Current.CancellationToken))!)));
        }

        var said = await SecondVerifier.RunAsync([.. expected.Select(e => e.File), Directory.GetFiles(Path.Combine(folder, "keys", "audit"), "*.pub")[0]]);
        Assert.Equal(logs, said.Count);
        Assert.All(expected.Zip(said), pair => Assert.Equal(
            (pair.First.Verdict.IsIntact, pair.First.Verdict.FirstBad, pair.First.Verdict.Size),
            (pair.Second.Intact, pair.Second.FirstBad, pair.Second.Events)));
        Assert.Equal((logs + 9) / 10, said.Count(v => v.Intact));
    }

    private async Task CleanAsync(int logs)
    {
        for (var seed = 0; seed < logs; seed++)
        {
            var random = new Random(seed);
            var verdict = await new SealedLog(random.Next(1, 3_000), random, keys).VerifyAsync(trusted);
            Assert.True(verdict.IsIntact, $"seed {seed}: {string.Join("; ", verdict.Faults)}");
            Assert.Equal(verdict.Size, verdict.ProvenTo);
        }
    }

    private async Task FindAsync(int size, int changes)
    {
        var log = new SealedLog(size, new Random(1), keys);
        var other = new SealedLog(2_000, new Random(2), keys);
        var missed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, changes), TestContext.Current.CancellationToken, async (seed, ct) =>
        {
            var random = new Random(seed);
            var kind = Kinds[seed % Kinds.Length];
            var (changed, at, exact) = Change(log.Clone(), other, kind, random);
            var verdict = await changed.VerifyAsync(trusted);

            // A log that was re-hashed is bad from the first event that no good checkpoint vouches for.
            var lowest = exact ? at : ((at - 1) / SealedLog.Every * SealedLog.Every) + 1;
            if (verdict.IsIntact || verdict.FirstBad is { } first && (first < lowest || first > at + (exact ? 0 : 1)) || verdict.ProvenTo >= Math.Max(at, 1))
            {
                missed.Add(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {kind} at {at}: first bad {verdict.FirstBad}, proven to {verdict.ProvenTo}"));
            }
        });
        Assert.True(missed.IsEmpty, string.Join(Environment.NewLine, missed.Take(20)));
    }

    /// <returns>The log, the sequence of the first event that is not what it was, and whether it must be named exactly.</returns>
    private (SealedLog Log, long At, bool Exact) Change(SealedLog log, SealedLog other, string kind, Random random)
    {
        var at = random.Next(0, log.Events.Count - 2);
        switch (kind)
        {
            case "edit":
                Edit(log, at, random);
                return (log, at + 1, true);
            case "edit and re-hash the event":
                Edit(log, at, random);
                log.Hashes[at] = EventHash.Next(at + 1, EventHash.Canonical(log.Events[at]!), at == 0 ? EventHash.Genesis(log.Log) : log.Hashes[at - 1]);
                return (log, at + 1, false);
            case "edit and re-hash all":
                Edit(log, at, random);
                log.Seal(at);
                return (log, at + 1, false);
            case "edit, re-hash all and sign with another key":
                Edit(log, at, random);
                log.Seal(at);
                log.Keys = strangers;
                var sizes = log.Stored.Count;
                log.Stored.Clear();
                Enumerable.Range(1, sizes).ToList().ForEach(i => log.Sign(Math.Min(i * SealedLog.Every, log.Events.Count)));
                log.Copied.Clear();
                log.Copied.AddRange(log.Stored);
                return (log, 1, false);
            case "change the time":
                log.Events[at] = [.. log.Events[at]!];
                log.Events[at]![1] = (long.Parse(log.Events[at]![1]!, CultureInfo.InvariantCulture) + random.Next(1, 1_000_000)).ToString(CultureInfo.InvariantCulture);
                return (log, at + 1, true);
            case "delete the event":
                log.Events[at] = null;
                return (log, at + 1, true);
            case "delete and close the gap" or "delete, close the gap and re-hash":
                Remove(log, at);
                return Sealed(log, at, kind.EndsWith("re-hash", StringComparison.Ordinal));
            case "insert" or "insert and re-hash":
                log.Events.Insert(at, SealedLog.Event(at, random));
                log.Hashes.Insert(at, new byte[32]);
                log.Sequences.Add(log.Sequences.Count + 1);
                return Sealed(log, at, kind.EndsWith("re-hash", StringComparison.Ordinal));
            case "swap" or "swap and re-hash":
                (log.Events[at], log.Events[at + 1]) = (log.Events[at + 1], log.Events[at]);
                return Sealed(log, at, kind.EndsWith("re-hash", StringComparison.Ordinal));
            case "turn a stretch around":
                log.Events.Reverse(at, Math.Min(random.Next(2, 50), log.Events.Count - at));
                return (log, at + 1, true);
            case "move from another practice":
                at = random.Next(0, Math.Min(other.Events.Count, log.Events.Count));
                (log.Events[at], log.Hashes[at]) = (other.Events[at], other.Hashes[at]);
                return (log, at + 1, true);
            case "truncate":
                Cut(log, at);
                return (log, at + 1, false);
            case "roll the database back":
                Cut(log, at);
                log.Stored.RemoveAll(n => AuditKeys.Open(n, trusted)!.Size > at);
                return (log, at + 1, false);
            case "forge a checkpoint":
                var which = random.Next(log.Stored.Count);
                var size = AuditKeys.Open(log.Stored[which], trusted)!.Size;
                log.Stored[which] = Flip(log.Stored[which], random);
                return (log, size, false);
            case "split view":
                return Split(log, random);
            case "drop a checkpoint":
                which = random.Next(log.Stored.Count);
                size = AuditKeys.Open(log.Stored[which], trusted)!.Size;
                log.Stored.RemoveAt(which);
                return (log, size, true);
            default:
                var key = log.Tiles.Keys.ElementAt(random.Next(log.Tiles.Count));
                log.Tiles[key] = [.. log.Tiles[key]];
                log.Tiles[key][random.Next(32)] ^= 1;
                return (log, (key.Number << key.Level) + 1, true);
        }
    }

    private static (SealedLog, long, bool) Sealed(SealedLog log, int at, bool again)
    {
        if (again)
        {
            log.Seal(at);
        }

        return (log, at + 1, !again);
    }

    // The same size signed twice with the practice's own key: once for what is there, once for what was shown elsewhere.
    private (SealedLog, long, bool) Split(SealedLog log, Random random)
    {
        var which = random.Next(log.Stored.Count);
        var checkpoint = AuditKeys.Open(log.Stored[which], trusted)!;
        var root = (byte[])checkpoint.Root.Clone();
        root[random.Next(32)] ^= 4;
        log.Copied[which] = keys.Sign(checkpoint with { Root = root });
        return (log, checkpoint.Size, false);
    }

    private static void Edit(SealedLog log, int at, Random random)
    {
        var fields = (string?[])log.Events[at]!.Clone();
        var field = random.Next(2, fields.Length);
        fields[field] = fields[field] is { } text && random.Next(3) > 0 ? text[..^1] + (char)(text[^1] ^ 1) : fields[field] is null ? "" : null;
        log.Events[at] = fields;
    }

    private static void Remove(SealedLog log, int at)
    {
        log.Events.RemoveAt(at);
        log.Hashes.RemoveAt(at);
        log.Sequences.RemoveAt(log.Sequences.Count - 1);
    }

    private static void Cut(SealedLog log, int at)
    {
        log.Events.RemoveRange(at, log.Events.Count - at);
        log.Hashes.RemoveRange(at, log.Hashes.Count - at);
        log.Sequences.RemoveRange(at, log.Sequences.Count - at);
    }

    // One letter of the text or of the signature, but not of what base64 leaves unused at its end.
    private static string Flip(string note, Random random)
    {
        var at = random.Next(note.Length - 8);
        var other = note[at] == 'A' ? 'B' : 'A';
        return note[..at] + other + note[(at + 1)..];
    }
}
