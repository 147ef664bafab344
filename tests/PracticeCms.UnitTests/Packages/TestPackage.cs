using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using PracticeCms.Kernel.Modules;
using PracticeCms.Kernel.Packages;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.UnitTests.Packages;

/// <summary>A data folder of its own, and packages of two files that nobody loads.</summary>
internal sealed class TestPackage : IDisposable
{
    public const string Id = "Acme.Board";
    public const string Assembly = Id + ".dll";

    public TestPackage() => Store = new PackageStore(new DataFolder(Data));

    public string Data { get; } = Directory.CreateTempSubdirectory("practice-package-").FullName;
    public PackageStore Store { get; }
    public string Placed => Store.Folder(Id, "1.0.0");

    public static Dictionary<string, byte[]> Files { get; } = new() { [Assembly] = [.. Enumerable.Range(0, 300).Select(i => (byte)i)], ["de/Acme.Board.resources.dll"] = [1, 2, 3] };

    public void Dispose() => Directory.Delete(Data, recursive: true);

    public string PathOf(string name) => Path.Combine(Data, name);

    public ECDsa Key(string? trustedAs = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (trustedAs is not null)
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Store.Root, PackageStore.TrustedFolder)).FullName, trustedAs + ".pem"), key.ExportSubjectPublicKeyInfoPem());
        }

        return key;
    }

    /// <summary>Writes a package file as <c>pack</c> does, with these files.</summary>
    public string Pack(ECDsa? key = null, string version = "1.0.0", Dictionary<string, byte[]>? files = null, string id = Id)
    {
        var folder = Directory.CreateTempSubdirectory("practice-pack-").FullName;
        foreach (var (name, bytes) in files ?? Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }

        var hashes = (files ?? Files).ToDictionary(f => f.Key, f => PackageManifest.HashOf(f.Value));
        File.WriteAllBytes(Path.Combine(folder, PackageManifest.FileName), new PackageManifest(id, version, Assembly, hashes).ToBytes());
        var secret = PathOf("key");
        File.WriteAllText(secret, key?.ExportPkcs8PrivateKeyPem() ?? "");
        var packed = PackModule.Execute(folder, PathOf($"{Ids.New():N}.practicemodule"), key is null ? null : secret);
        Directory.Delete(folder, recursive: true);
        return packed.Value.File;
    }

    public Result<AddPackage.Added> Add(string file, bool allowUnsigned = false) =>
        new AddPackage(Store, ModuleCatalog.Build([], [], []), NullLogger<AddPackage>.Instance).Execute(file, allowUnsigned);

    /// <summary>A zip as an attacker writes it.</summary>
    public string Zip(Action<ZipArchive> fill)
    {
        var path = PathOf($"{Ids.New():N}.zip");
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        fill(archive);
        return path;
    }

    /// <summary>All that lies in the folder of packages, but for the gate of changes.</summary>
    public IEnumerable<string> Lying() => !Directory.Exists(Store.Root) ? [] : Directory.EnumerateFileSystemEntries(Store.Root).Select(p => Path.GetFileName(p)!).Where(n => n != ".changing");
}
