using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Modules;

namespace PracticeCms.Kernel.Packages;

/// <summary>Takes a package file in: unpacked aside, compared to the last byte, then placed by one rename. A start of the host loads it.</summary>
internal sealed class AddPackage(PackageStore store, ModuleCatalog catalog, ILogger<AddPackage> logger)
{
    public sealed record Added(PackageFolder Package, bool Changed);

    public Result<Added> Execute(string file, bool allowUnsigned)
    {
        if (!File.Exists(file))
        {
            return Problem.NotFound($"The file '{file}'");
        }

        using var change = store.TryBegin();
        if (change is null)
        {
            return Problem.Conflict("busy", "Another change of packages is at work. Try again when it is done.");
        }

        var aside = store.Aside("adding");
        try
        {
            var unpacked = Directory.CreateDirectory(Path.Combine(aside, ".unpacked")).FullName;
            return PackageFile.Unpack(file, unpacked).Problem is { } problem ? problem : Take(aside, unpacked, allowUnsigned);
        }
        finally
        {
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }
        }
    }

    private Result<Added> Take(string aside, string unpacked, bool allowUnsigned)
    {
        var trust = TrustedSigners.Of(store);
        var read = PackageFolder.Read(unpacked, trust);
        CrashPoint.Hit("package.unpacked");
        if ((read.Problem ?? (trust.AreNamed || allowUnsigned ? null : UnknownMaker(read.Value)) ?? Clash(read.Value.Manifest)) is { } refused)
        {
            return refused;
        }

        var (id, version) = (read.Value.Manifest.Id, read.Value.Manifest.Version);
        if (Directory.Exists(store.Folder(id, version)))
        {
            return Again(read.Value, store.Folder(id, version));
        }

        store.Place(aside, unpacked, read.Value.Manifest);
        CrashPoint.Hit("package.placed");
        return Done(read.Value with { Path = store.Folder(id, version) });
    }

    /// <summary>The same package once more: nothing to do, but for a signature that it did not have.</summary>
    private Result<Added> Again(PackageFolder package, string placed)
    {
        var there = PackageFolder.Read(placed, trust: null);
        if (there.Problem is not null || !there.Value.ManifestBytes.AsSpan().SequenceEqual(package.ManifestBytes))
        {
            return Problem.Conflict("version-taken", $"{package.Manifest.Id} {package.Manifest.Version} is placed with other content. Give the new one another version, or remove the old one first.");
        }

        if (package.Signature.AsSpan().SequenceEqual(there.Value.Signature) || package.Signature is null)
        {
            return new Added(there.Value with { Signer = package.Signer }, Changed: false);
        }

        File.Move(package.SignaturePath, there.Value.SignaturePath, overwrite: true);
        return Done(package with { Path = placed });
    }

    private Result<Added> Done(PackageFolder package)
    {
        KernelLog.PackagePlaced(logger, package.Manifest.Id, package.Manifest.Version, package.Sha256);
        return new Added(package, Changed: true);
    }

    private static Problem UnknownMaker(PackageFolder package) => Problem.Invalid(
        "allow-unsigned",
        $"Nobody says who made this package: {(package.Signer is { } key ? $"it is signed by {key}" : "it is not signed")}, and this host has no trusted key. Place the maker's key in Modules/trusted, or say --allow-unsigned.");

    private Problem? Clash(PackageManifest manifest) =>
        catalog.Modules.Any(m => m.Package is null && m.Id.Equals(manifest.Id, StringComparison.OrdinalIgnoreCase)) ? Problem.Conflict("built-in", $"{manifest.Id} is part of this host.")
        : store.Placed.FirstOrDefault(i => i != manifest.Id && i.Equals(manifest.Id, StringComparison.OrdinalIgnoreCase)) is { } other
            ? Problem.Conflict("same-id", $"The package '{other}' is placed, whose id differs in capitals alone.")
        : null;
}
