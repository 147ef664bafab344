using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// A practice's checkpoints in a folder: <c>NAME/checkpoints</c>, a line each, and after a restore or a new beginning <c>NAME/checkpoints.2</c> and so on.
/// The newest file counts; those before it stay for people.
/// </summary>
internal static class CopyFile
{
    private const string Name = "checkpoints";

    public sealed record Line(long Size, string Note);

    public static string Newest(string folder, string tenant) => PathOf(folder, tenant, NumberOfNewest(folder, tenant));

    public static void Begin(string folder, string tenant) =>
        new FileStream(PathOf(folder, tenant, NumberOfNewest(folder, tenant) + 1), FileMode.CreateNew, FileAccess.Write).Dispose();

    /// <summary>Files before the newest one that hold notes of this log.</summary>
    public static int Former(string folder, string tenant, Guid log) => Enumerable.Range(1, NumberOfNewest(folder, tenant) - 1)
        .Select(n => PathOf(folder, tenant, n))
        .Count(f => File.Exists(f) && Read(f).Any(l => l.Note.StartsWith(Checkpoint.OriginOf(log), StringComparison.Ordinal)));

    public static void Append(string file, long size, string note)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read);

        // A first line break ends what a sudden death may have left half written.
        stream.Write([.. "\n"u8, .. JsonSerializer.SerializeToUtf8Bytes(new Line(size, note), DurableJson.Options), .. "\n"u8]);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Its lines. One that a sudden death left half written is none: the checkpoint stands in a later line, or is missing and missed.</summary>
    public static IReadOnlyList<Line> Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<Line>().ToList();
    }

    private static string PathOf(string folder, string tenant, int number) =>
        Path.Combine(folder, tenant, number == 1 ? Name : $"{Name}.{number.ToString(CultureInfo.InvariantCulture)}");

    private static int NumberOfNewest(string folder, string tenant)
    {
        var place = Path.Combine(folder, tenant);
        return !Directory.Exists(place) ? 1 : Directory.EnumerateFiles(place, Name + ".*")
            .Select(f => int.TryParse(Path.GetExtension(f).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 1).DefaultIfEmpty(1).Max();
    }

    private static Line? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, DurableJson.Options) is { Note: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
