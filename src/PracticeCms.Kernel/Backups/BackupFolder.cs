using System.Text.Json;
using NodaTime.Text;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>A finished backup, which was read back before it got its name.</summary>
internal sealed record BackupFile(string Path, Instant TakenAt);

/// <summary>How the last tries ended; <c>backups/NAME.json</c> in the data folder, wherever the backups themselves are.</summary>
internal sealed record BackupStatus(string? File = null, Instant? VerifiedAt = null, long Bytes = 0, Instant? FailedAt = null, string? Failure = null);

/// <summary>Names and finds what backups leave behind.</summary>
internal sealed class BackupFolder(DataFolder data, BackupOptions options, Lazy<MasterKey> master)
{
    public const string Ending = ".practicebackup";
    public const string Unfinished = ".partial";
    private static readonly InstantPattern Stamp = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");

    public string Standard => options.Folder;

    public BackupKey? Key => KeptIn(data.Path) is [var point, ..] ? BackupKey.Parse(point) : null;

    /// <summary>Null where an earlier version made the recovery key, and kept nothing that proves who made a backup.</summary>
    public BackupOrigin? Origin => KeptIn(data.Path) is [_, var origin, ..] ? BackupOrigin.Open(origin, master.Value) : null;

    public static string NameOf(string tenant, Instant at) => $"{tenant}-{Stamp.Format(at)}{Ending}";

    /// <summary>Of one practice, the newest first.</summary>
    public static IReadOnlyList<BackupFile> List(string folder, string tenant) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, $"{tenant}-*{Ending}")
            .Select(f => (Path: f, At: Stamp.Parse(Path.GetFileName(f)[(tenant.Length + 1)..^Ending.Length])))
            .Where(f => f.At.Success)
            .Select(f => new BackupFile(f.Path, f.At.Value))
            .OrderByDescending(f => f.TakenAt)];

    /// <summary>What a backup that was killed has left.</summary>
    public static void Clean(string folder, string tenant)
    {
        foreach (var file in Directory.EnumerateFiles(folder, $"{tenant}-*{Ending}{Unfinished}").Where(f => Stamp.Parse(Path.GetFileName(f)[(tenant.Length + 1)..^(Ending.Length + Unfinished.Length)]).Success))
        {
            File.Delete(file);
        }
    }

    public void SaveKey(RecoveryKey key) => Keep(data.Path, key.Public.Text, key.Origin.SealedBy(master.Value));

    /// <summary>Under a new master key. One that the new key has sealed already is left alone.</summary>
    public static void SealAnew(string dataFolder, MasterKey before, MasterKey after)
    {
        if (KeptIn(dataFolder) is [var point, var line, ..] && BackupOrigin.Open(line, before) is { } origin)
        {
            Keep(dataFolder, point, origin.SealedBy(after));
        }
    }

    /// <summary>One backup of a practice at a time; null while another runs. The lock ends with its process.</summary>
    public FileStream? TryLock(string tenant)
    {
        try
        {
            return new FileStream(Path.Combine(data.Tenant(tenant), BackupContents.LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public BackupStatus Status(string tenant)
    {
        var path = StatusPath(tenant);
        return File.Exists(path) ? JsonSerializer.Deserialize<BackupStatus>(File.ReadAllText(path), DurableJson.Options)! : new BackupStatus();
    }

    public void Say(string tenant, Func<BackupStatus, BackupStatus> change)
    {
        var path = StatusPath(tenant);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".next", BackupManifest.Write(change(Status(tenant))));
        File.Move(path + ".next", path, overwrite: true);
    }

    /// <summary>How the last tries ended is of no meaning any more; the backups themselves stay.</summary>
    public void Forget(string tenant)
    {
        if (File.Exists(StatusPath(tenant)))
        {
            File.Delete(StatusPath(tenant));
        }
    }

    private static string KeyIn(string dataFolder) => Path.Combine(dataFolder, "keys", "backup.pub");

    private static string[] KeptIn(string dataFolder) => KeyIn(dataFolder) is var path && File.Exists(path) ? File.ReadAllLines(path) : [];

    private static void Keep(string dataFolder, string point, string origin)
    {
        var path = KeyIn(dataFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".next", $"{point}\n{origin}\n");
        File.Move(path + ".next", path, overwrite: true);
    }

    private string StatusPath(string tenant) => Path.Combine(data.Path, "backups", tenant + ".json");
}
