using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using PracticeCms.Modules.Manifest;

namespace PracticeCms.Kernel.Packages;

/// <summary>Makes a package file of a package's folder, or of what a module's project was built to. The same input makes the same bytes.</summary>
internal static class PackModule
{
    public sealed record Packed(string File, PackageManifest Manifest, string Sha256, string? KeyHash);

    public static Result<Packed> Execute(string folder, string? file, string? keyFile)
    {
        if (!Directory.Exists(folder))
        {
            return Problem.NotFound($"The folder '{folder}'");
        }

        var isPackage = File.Exists(Path.Combine(folder, PackageManifest.FileName));
        var kept = isPackage ? PackageFolder.Read(folder, trust: null) : null;
        var manifest = kept is null ? Describe(folder) : kept.Problem is { } wrong ? wrong : kept.Value.Manifest;
        if (manifest.Problem is { } problem)
        {
            return problem;
        }

        var bytes = kept?.Value.ManifestBytes ?? manifest.Value.ToBytes();
        var signature = keyFile is null ? kept?.Value.Signature is { } signed ? PackageSignature.Read(signed, bytes) : null : Sign(keyFile, bytes);
        if (signature?.Problem is { } unsigned)
        {
            return unsigned;
        }

        file ??= $"{manifest.Value.Id}-{manifest.Value.Version}{PackageFile.Extension}";
        PackageFile.Write(file, [
            (PackageManifest.FileName, bytes),
            .. signature is null ? [] : new[] { (PackageSignature.FileName, signature.Value.ToBytes()) },
            .. manifest.Value.Files.Keys.Order(StringComparer.Ordinal).Select(f => (f, File.ReadAllBytes(Path.Combine(folder, f))))]);
        return new Packed(file, manifest.Value, PackageManifest.HashOf(bytes), signature?.Value.KeyHash);
    }

    private static Result<PackageSignature> Sign(string keyFile, byte[] manifest)
    {
        if (!File.Exists(keyFile))
        {
            return Problem.NotFound($"The file '{keyFile}'");
        }

        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(keyFile));
            if (PackageSignature.IsP256(key))
            {
                return PackageSignature.Sign(key, manifest);
            }
        }
        catch (Exception e) when (PackageSignature.IsNoKey(e))
        {
            // Said below, without what the file holds.
        }

        return Problem.Invalid("key-file", "The file must hold the private key of an ECDSA P-256 pair in PEM, without a password.");
    }

    /// <summary>The assemblies of a build's output, but for those that the host has.</summary>
    private static Result<PackageManifest> Describe(string folder)
    {
        var files = Directory.GetFiles(folder, "*.dll", SearchOption.AllDirectories)
            .Where(f => !File.Exists(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(f))))
            .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), File.ReadAllBytes);
        var modules = files.Select(f => (File: f.Key, Module: ModuleOf(f.Value))).Where(f => f.Module is not null).ToList();
        if (modules is not [var (assembly, (id, version))])
        {
            return PackageManifest.Wrong($"The folder holds {modules.Count} assemblies with a module's manifest; it must be one.");
        }

        var hashes = new SortedDictionary<string, string>(files.ToDictionary(f => f.Key, f => PackageManifest.HashOf(f.Value)), StringComparer.Ordinal);
        return PackageManifest.Read(new PackageManifest(id, version, assembly, hashes).ToBytes());
    }

    private static (string Id, string Version)? ModuleOf(byte[] bytes)
    {
        var aside = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            var assembly = aside.LoadFromStream(new MemoryStream(bytes));
            return assembly.GetCustomAttribute<ModuleAttribute>() is { } module ? (module.Id.Length > 0 ? module.Id : assembly.GetName().Name!, module.Version) : null;
        }
        catch (Exception e) when (e is BadImageFormatException or TypeLoadException or FileNotFoundException or FileLoadException)
        {
            return null;
        }
        finally
        {
            aside.Unload();
        }
    }
}
