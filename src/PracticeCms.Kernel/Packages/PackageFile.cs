using System.IO.Compression;

namespace PracticeCms.Kernel.Packages;

/// <summary>
/// A package as one file: a zip of plain files. It comes from outside, so that names, kinds, number and sizes of its entries are looked at before
/// the first is unpacked, and no entry may become larger than it says.
/// </summary>
internal static class PackageFile
{
    public const string Extension = ".practicemodule";
    public const long MostPacked = 50_000_000;
    public const long MostUnpacked = 200_000_000;
    private const int MostRatio = 200;
    private const int KindOfFile = 0x8000;
    private const int KindMask = 0xF000;

    // The least that a zip can say; the archives of other tools say the time and the machine.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the entries in their order; the same entries are the same bytes.</summary>
    public static void Write(string path, IEnumerable<(string Name, byte[] Bytes)> entries)
    {
        var next = path + ".next";
        using (var archive = new ZipArchive(File.Create(next), ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
                entry.LastWriteTime = NoTime;
                entry.ExternalAttributes = (KindOfFile | 0x1A4) << 16; // a file that everybody may read
                using var stream = entry.Open();
                stream.Write(bytes);
            }
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>Unpacks into an empty folder. What it says of itself is not compared yet.</summary>
    public static Result Unpack(string path, string folder)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MostPacked)
            {
                return PackageManifest.Wrong($"The package is larger than {MostPacked / 1_000_000} MB.");
            }

            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            if (Refusal(archive.Entries) is { } problem)
            {
                return problem;
            }

            foreach (var entry in archive.Entries)
            {
                var target = Path.Combine(folder, entry.FullName);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                Copy(entry, target);
            }

            return Result.Ok;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            return PackageManifest.Wrong("The file is not a package, or was cut off: it cannot be read as a zip.");
        }
    }

    private static Problem? Refusal(IReadOnlyCollection<ZipArchiveEntry> entries)
    {
        if (entries.Count > PackageManifest.MostFiles + 2)
        {
            return PackageManifest.Wrong($"The package holds more than {PackageManifest.MostFiles} files.");
        }

        if (entries.FirstOrDefault(e => !PackageManifest.IsFileName(e.FullName)) is { } odd)
        {
            return PackageManifest.Wrong($"The package holds '{Printable(odd.FullName)}', which is not a plain path below it.");
        }

        if (entries.FirstOrDefault(e => ((e.ExternalAttributes >> 16) & KindMask) is not (0 or KindOfFile)) is { } link)
        {
            return PackageManifest.Wrong($"'{link.FullName}' is a link or another thing that is not a file.");
        }

        if (entries.GroupBy(e => e.FullName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return PackageManifest.Wrong($"The package holds '{twice.Key}' more than once.");
        }

        if (entries.FirstOrDefault(e => $"{e.FullName}/" is var below && entries.Any(o => o.FullName.StartsWith(below, StringComparison.OrdinalIgnoreCase))) is { } both)
        {
            return PackageManifest.Wrong($"'{both.FullName}' is a file of the package, and a folder of it.");
        }

        return entries.Any(e => e.Length > MostUnpacked || e.Length > MostRatio * (e.CompressedLength + 1)) || entries.Sum(e => e.Length) > MostUnpacked
            ? PackageManifest.Wrong($"Unpacked, the package is larger than {MostUnpacked / 1_000_000} MB, or than {MostRatio} times its size.")
            : null;
    }

    private static void Copy(ZipArchiveEntry entry, string target)
    {
        using var from = entry.Open();
        using var to = new FileStream(target, FileMode.CreateNew);
        var buffer = new byte[81_920];
        for (var left = entry.Length; from.Read(buffer) is > 0 and var read; to.Write(buffer.AsSpan(0, read)))
        {
            left -= read;
            if (left < 0)
            {
                throw new InvalidDataException("An entry is longer than it says.");
            }
        }

        to.Flush(flushToDisk: true);
    }

    private static string Printable(string name) => new([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
}
