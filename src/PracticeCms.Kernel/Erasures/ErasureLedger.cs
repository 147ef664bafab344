using System.Security.Cryptography;
using System.Text;
using PracticeCms.Files;
using PracticeCms.Kernel.Backups;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Erasures;

/// <summary>A ledger of erasures was changed, or another master key has written it.</summary>
internal sealed class ErasureLedgerException(string file, int line) : InvalidOperationException(
    $"The erasure ledger {Path.GetFileName(file)} is not as it was written (line {line}). Put the copy in its place that lies beside the backups.");

/// <summary>
/// Who was erased: one line each, opaque ids alone, outside of the database, so that a database from before an erasure cannot bring anybody back. Each
/// line carries an HMAC over itself and the one before; lines are only added. One copy lies beside the keys and one goes wherever backups go: what a ledger has lost
/// at its end, where no HMAC tells of it, they still know.
/// </summary>
internal sealed class ErasureLedger(DataFolder data, Lazy<MasterKey> master, BackupOptions backups)
{
    public const string MirrorFolder = "erasures";
    private const string Ending = ".ledger";
    private const string Use = "practice erasure ledger";
    private static readonly Lock Gate = new();

    private string Folder => Path.Combine(data.Path, "erasures");

    public static IReadOnlyList<string> FilesIn(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Ending) : [];

    /// <summary>Whether a file is the ledger of the practice of that name.</summary>
    public static bool IsOf(string fileName, string tenant) => fileName.Length == tenant.Length + 1 + 32 + Ending.Length && fileName.StartsWith(tenant + ".", StringComparison.Ordinal);

    public IReadOnlyList<Guid> Read(string tenant, string practice) => Read(FileOf(tenant, practice), master.Value).Select(l => l.Client).ToList();

    /// <summary>Adds those that are not there yet.</summary>
    public void Add(string tenant, string practice, IEnumerable<(Guid Client, Instant At)> erased)
    {
        var file = FileOf(tenant, practice);
        if (Add(file, erased) || !CopiesOf(file).All(File.Exists))
        {
            Copy(file, CopiesOf(file));
        }
    }

    /// <summary>Whom its copies name and it does not.</summary>
    public IReadOnlyList<(Guid Client, Instant At)> Lost(string tenant, string practice)
    {
        var file = FileOf(tenant, practice);
        var known = Read(file, master.Value).Select(l => l.Client).ToHashSet();
        return [.. CopiesOf(file).SelectMany(ReadCopy).Where(l => !known.Contains(l.Client)).DistinctBy(l => l.Client).Select(l => (l.Client, l.At))];
    }

    /// <summary>As it is written there, proven or not.</summary>
    public static IEnumerable<string> NamedIn(string file) => File.Exists(file) ? Content(file).Split('\n')[..^1].Select(l => l.Split(' ')[0]) : [];

    /// <summary>Takes over what another file of the same practice knows, such as one that came with a backup.</summary>
    public void Merge(string from) => Add(Path.Combine(Folder, Path.GetFileName(from)), Read(from, master.Value).Select(l => (l.Client, l.At)));

    /// <summary>Takes over what is known of the same practice under another name.</summary>
    public void Adopt(string tenant, string practice)
    {
        var own = FileOf(tenant, practice);
        foreach (var other in FilesIn(Folder).Where(f => f != own && f.EndsWith($".{practice}{Ending}", StringComparison.Ordinal)))
        {
            Add(own, Read(other, master.Value).Select(l => (l.Client, l.At)));
        }
    }

    public void CopyTo(string folder, string tenant)
    {
        foreach (var file in FilesIn(Folder).Where(f => IsOf(Path.GetFileName(f), tenant)))
        {
            Copy(file, [Path.Combine(folder, Path.GetFileName(file))]);
        }
    }

    /// <summary>Under a new master key. One that the new key has sealed already is left alone.</summary>
    public static void SealAnew(string dataFolder, MasterKey before, MasterKey after)
    {
        foreach (var file in FilesIn(Path.Combine(dataFolder, "erasures")).Concat(FilesIn(Path.Combine(dataFolder, "keys", MirrorFolder))))
        {
            if (IsSealedBy(after, file))
            {
                continue;
            }

            var lines = Read(file, before);
            File.WriteAllText(file + ".next", Text(lines.Select(l => (l.Client, l.At)), after, ""));
            File.Move(file + ".next", file, overwrite: true);
        }
    }

    private string[] CopiesOf(string file) => [Path.Combine(data.Path, "keys", MirrorFolder, Path.GetFileName(file)), Path.Combine(backups.Folder, Path.GetFileName(file))];

    /// <summary>Nothing where it was changed, or another master key has written it.</summary>
    private List<Line> ReadCopy(string copy)
    {
        try
        {
            return Read(copy, master.Value);
        }
        catch (ErasureLedgerException)
        {
            return [];
        }
    }

    /// <summary>A copy that knows more than the ledger is left as it is, until the ledger has it again.</summary>
    private void Copy(string file, string[] copies)
    {
        var known = Read(file, master.Value).Select(l => l.Client).ToHashSet();
        Directory.CreateDirectory(Path.Combine(data.Path, "keys", MirrorFolder));
        foreach (var copy in copies.Where(c => Directory.Exists(Path.GetDirectoryName(c)) && ReadCopy(c).All(l => known.Contains(l.Client))))
        {
            File.Copy(file, copy, overwrite: true);
        }
    }

    private sealed record Line(Guid Client, Instant At, string Mac);

    private bool Add(string file, IEnumerable<(Guid Client, Instant At)> erased)
    {
        lock (Gate)
        {
            Directory.CreateDirectory(Folder);
            using var turn = Turn(file);
            var known = Read(file, master.Value);
            var added = erased.Where(e => known.All(l => l.Client != e.Client)).DistinctBy(e => e.Client).ToList();
            if (added.Count == 0)
            {
                return false;
            }

            using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            stream.SetLength(Whole(file, stream.Length));
            stream.Seek(0, SeekOrigin.End);
            stream.Write(Encoding.ASCII.GetBytes(Text(added, master.Value, known.Count > 0 ? known[^1].Mac : "")));
            stream.Flush(flushToDisk: true);
            return true;
        }
    }

    /// <summary>One process at a time; the lock ends with its process.</summary>
    private static FileStream Turn(string file)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 200)
            {
                Task.Delay(10).GetAwaiter().GetResult();
            }
        }
    }

    private static string Text(IEnumerable<(Guid Client, Instant At)> erased, MasterKey by, string mac)
    {
        var text = new StringBuilder();
        foreach (var (client, at) in erased)
        {
            mac = Mac(by, mac, client, at);
            text.Append(client).Append(' ').Append(at).Append(' ').Append(mac).Append('\n');
        }

        return text.ToString();
    }

    private static List<Line> Read(string file, MasterKey by)
    {
        var found = new List<Line>();
        foreach (var text in File.Exists(file) ? Content(file).Split('\n')[..^1] : [])
        {
            if (text.Split(' ') is not [var client, var at, var mac] || !Guid.TryParse(client, out var id) || NodaTime.Text.InstantPattern.ExtendedIso.Parse(at) is not { Success: true } time
                || mac != Mac(by, found.Count > 0 ? found[^1].Mac : "", id, time.Value))
            {
                throw new ErasureLedgerException(file, found.Count + 1);
            }

            found.Add(new Line(id, time.Value, mac));
        }

        return found;
    }

    // A line that a power cut has torn has no end, and is none.
    private static long Whole(string file, long length) => length == 0 ? 0 : Content(file).LastIndexOf('\n') + 1;

    private static string Content(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    private static bool IsSealedBy(MasterKey key, string file)
    {
        try
        {
            return Read(file, key).Count > 0;
        }
        catch (ErasureLedgerException)
        {
            return false;
        }
    }

    private static string Mac(MasterKey by, string before, Guid client, Instant at) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(by.Derive(Use, 32), Aead.Bind(before, client.ToString("N"), at.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture))));

    private string FileOf(string tenant, string practice) => Path.Combine(Folder, $"{tenant}.{practice}{Ending}");
}
