namespace PracticeCms.Kernel.Health;

/// <summary>
/// Whether a folder lies on a volume that the kernel encrypts: its device, or one below it (LVM on LUKS), is a device-mapper target whose id begins
/// with <c>CRYPT-</c>.
/// </summary>
internal static class VolumeEncryption
{
    /// <param name="sys">Where sysfs is mounted.</param>
    /// <param name="mounts">Lines of <c>/proc/self/mountinfo</c>.</param>
    /// <returns>Null where it cannot be said, as on systems without sysfs.</returns>
    public static bool? IsEncrypted(string folder, string sys, IEnumerable<string> mounts)
    {
        var path = Path.GetFullPath(folder);
        var device = mounts.Select(l => l.Split(' ')).Where(m => m.Length > 4 && Contains(m[4], path)).MaxBy(m => m[4].Length)?[2];
        var node = device is null ? null : Path.Combine(sys, "dev", "block", device);
        return node is not null && Directory.Exists(node) ? IsEncrypted(node) : null;
    }

    private static bool IsEncrypted(string node)
    {
        var id = Path.Combine(node, "dm", "uuid");
        var below = Path.Combine(node, "slaves");
        return (File.Exists(id) && File.ReadAllText(id).StartsWith("CRYPT-", StringComparison.Ordinal))
            || (Directory.Exists(below) && Directory.GetDirectories(below) is { Length: > 0 } devices && devices.All(IsEncrypted));
    }

    private static bool Contains(string mount, string path) =>
        mount == "/" || path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal);
}
