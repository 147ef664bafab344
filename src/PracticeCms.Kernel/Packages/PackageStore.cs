using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Packages;

/// <summary>
/// Where packages lie: <c>Modules/ID/VERSION/</c> below the data folder. What begins with a point is on its way in or out and is nothing to
/// the host; a package comes and goes by one rename.
/// </summary>
internal sealed class PackageStore(DataFolder data)
{
    public const string TrustedFolder = "trusted";

    public string Root { get; } = Path.Combine(data.Path, "Modules");

    public IReadOnlyList<string> Placed => Folders(Root).Where(id => !id.StartsWith('.') && !id.Equals(TrustedFolder, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList();

    /// <summary>The newest first; it is the one that the host takes.</summary>
    public IReadOnlyList<string> Versions(string id) =>
        [.. Folders(Path.Combine(Root, id)).Where(PackageManifest.IsVersion).OrderByDescending(v => Version.Parse(v))];

    public string Folder(string id, string version) => Path.Combine(Root, id, version);

    /// <summary>One change at a time over all processes; whoever gets it sweeps up what a killed one has left. Null where another is at work.</summary>
    public IDisposable? TryBegin()
    {
        Directory.CreateDirectory(Root);
        FileStream gate;
        try
        {
            gate = new FileStream(Path.Combine(Root, ".changing"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }

        foreach (var left in Directory.GetDirectories(Root, ".*-*"))
        {
            Directory.Delete(left, recursive: true);
        }

        return gate;
    }

    /// <summary>A folder beside the packages, so that they can be moved from and to it at once.</summary>
    public string Aside(string why) => Directory.CreateDirectory(Path.Combine(Root, $".{why}-{Ids.New():N}")).FullName;

    /// <summary>Moves an unpacked package from its folder aside to its place. A package's first version comes with the folder of its id.</summary>
    public void Place(string aside, string unpacked, PackageManifest manifest)
    {
        var version = Path.Combine(aside, manifest.Version);
        Directory.Move(unpacked, version);
        var first = !Directory.Exists(Path.Combine(Root, manifest.Id));
        Directory.Move(first ? aside : version, first ? Path.Combine(Root, manifest.Id) : Folder(manifest.Id, manifest.Version));
    }

    /// <summary>Takes a version away, or with null, or as the last one, the package.</summary>
    public void Remove(string id, string? version)
    {
        var aside = Aside("removing");
        Directory.Move(version is null || Versions(id).Count == 1 ? Path.Combine(Root, id) : Folder(id, version), Path.Combine(aside, "gone"));
        Directory.Delete(aside, recursive: true);
    }

    private static IEnumerable<string> Folders(string root) => Directory.Exists(root) ? Directory.GetDirectories(root).Select(d => Path.GetFileName(d)) : [];
}
