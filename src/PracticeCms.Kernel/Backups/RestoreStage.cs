using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>A folder beside the tenants where a restored practice is put together; it goes with whatever was not moved out of it.</summary>
internal sealed class RestoreStage : IDisposable
{
    private readonly string root;

    public RestoreStage(DataFolder data)
    {
        root = Path.Combine(data.Path, "restoring", Ids.New().ToString("N"));
        Directory.CreateDirectory(Tenant);
    }

    public string Tenant => Path.Combine(root, "tenant");
    public string Keys => Path.Combine(root, "keys");
    public string Audit => Path.Combine(root, "audit");
    public string Erasures => Path.Combine(root, "erasures");

    /// <summary>Where a part goes. A name that leads elsewhere throws: who made the backup is not known.</summary>
    public string PathOf(string part)
    {
        var path = part.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(Path.Combine(root, part));
        return new[] { BackupContents.TenantPrefix, BackupContents.KeysPrefix, BackupContents.AuditPrefix, BackupContents.ErasuresPrefix }.Any(p => part.StartsWith(p, StringComparison.Ordinal))
            && path.StartsWith(Path.Combine(root, part.Split('/')[0]) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidDataException($"The backup has a part '{part}' that belongs nowhere.");
    }

    public async Task<BackupPart> TakeAsync(BackupEntry entry, CancellationToken ct)
    {
        var path = PathOf(entry.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && entry.Name.StartsWith(BackupContents.KeysPrefix, StringComparison.Ordinal))
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        return await entry.CopyToAsync(file, ct);
    }

    /// <summary>Adds what lies below one folder to another, without touching what is there.</summary>
    public static void AddMissing(string from, string to)
    {
        foreach (var file in Directory.Exists(from) ? Directory.GetFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            if (!File.Exists(target))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
