namespace PracticeCms.Kernel.Packages;

/// <summary>An unpacked package whose every file was compared with what its manifest says, and whose signer may bring it.</summary>
/// <param name="Signer">In words; null where it is not signed.</param>
internal sealed record PackageFolder(string Path, PackageManifest Manifest, byte[] ManifestBytes, byte[]? Signature, string? Signer)
{
    public string Sha256 => PackageManifest.HashOf(ManifestBytes);

    public string ManifestPath => System.IO.Path.Combine(Path, PackageManifest.FileName);
    public string SignaturePath => System.IO.Path.Combine(Path, PackageSignature.FileName);

    /// <summary>Reads a folder that lies anywhere.</summary>
    /// <param name="trust">Null where it does not matter who made it.</param>
    public static Result<PackageFolder> Read(string folder, TrustedSigners? trust)
    {
        var path = System.IO.Path.Combine(folder, PackageManifest.FileName);
        if (!File.Exists(path))
        {
            return PackageManifest.Wrong($"The package has no {PackageManifest.FileName}.");
        }

        var bytes = Bounded(path, PackageManifest.MostBytes);
        var manifest = PackageManifest.Read(bytes);
        if ((manifest.Problem ?? Differs(folder, manifest.Value)) is { } wrong)
        {
            return wrong;
        }

        var signed = System.IO.Path.Combine(folder, PackageSignature.FileName);
        var signature = File.Exists(signed) ? Bounded(signed, PackageSignature.MostBytes) : null;
        var read = signature is null ? null : PackageSignature.Read(signature, bytes);
        if (read?.Problem is { } unsigned)
        {
            return unsigned;
        }

        var signer = trust?.Judge(read?.Value);
        return signer?.Problem is { } unknown ? unknown : new PackageFolder(folder, manifest.Value, bytes, signature, signer?.Value);
    }

    /// <summary>Reads a placed package, which must be the one that its folders name.</summary>
    public static Result<PackageFolder> Read(string folder, string id, string version, TrustedSigners trust)
    {
        var read = Read(folder, trust);
        return read.Problem is { } problem ? problem
            : read.Value.Manifest.Id != id || read.Value.Manifest.Version != version
                ? PackageManifest.Wrong($"{PackageManifest.FileName} is for '{read.Value.Manifest.Id}' {read.Value.Manifest.Version}, but lies in the folder of '{id}' {version}.")
            : read;
    }

    private static Problem? Differs(string folder, PackageManifest manifest)
    {
        var open = new HashSet<string>(manifest.Files.Keys, StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var name = System.IO.Path.GetRelativePath(folder, entry.FullName).Replace('\\', '/');
            if (entry.LinkTarget is not null)
            {
                return PackageManifest.Wrong($"'{name}' is a link.");
            }

            if (entry is FileInfo && name is not (PackageManifest.FileName or PackageSignature.FileName))
            {
                if (!open.Remove(name))
                {
                    return PackageManifest.Wrong($"The file '{name}' is not listed in {PackageManifest.FileName}.");
                }

                if (PackageManifest.HashOf(File.ReadAllBytes(entry.FullName)) != manifest.Files[name])
                {
                    return PackageManifest.Wrong($"The file '{name}' is not the one {PackageManifest.FileName} describes (SHA-256 differs).");
                }
            }
        }

        return open.Count == 0 ? null : PackageManifest.Wrong($"The file '{open.Order(StringComparer.Ordinal).First()}' of {PackageManifest.FileName} is missing.");
    }

    // One byte more than may be, so that whoever reads it sees that it is too much.
    private static byte[] Bounded(string path, int most)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[(int)Math.Min(file.Length, most + 1L)];
        file.ReadExactly(bytes);
        return bytes;
    }
}
