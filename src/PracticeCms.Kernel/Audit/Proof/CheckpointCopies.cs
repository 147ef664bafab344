using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// Checkpoints outside of the database: a line each at the end of <c>audit/NAME/checkpoints</c> in the data folder, and in each further
/// folder that <c>Practice:Audit:Copies</c> names, such as a mounted share that this machine may only append to.
/// </summary>
internal sealed class CheckpointCopies(DataFolder data, IConfiguration configuration, ILogger<CheckpointCopies> logger)
{
    private readonly Lock appending = new();
    private readonly ConcurrentDictionary<string, long> copied = new(StringComparer.Ordinal);

    private sealed record Line(long Size, string Note);

    public IReadOnlyList<string> Folders { get; } =
    [
        Path.Combine(data.Path, "audit"),
        .. configuration.GetSection("Practice:Audit:Copies").GetChildren().Select(c => c.Value).OfType<string>().Where(f => f.Length > 0),
    ];

    /// <summary>The size up to which every folder has the checkpoints.</summary>
    public long CopiedTo(TenantShell shell) => Folders.Min(f => CopiedTo(FileOf(f, shell)));

    public IReadOnlyList<AuditCheckpointCopy> Places(TenantShell shell) => Folders.Select(f => new AuditCheckpointCopy(f, CopiedTo(FileOf(f, shell)))).ToList();

    /// <summary>Renames copies that vouch for more than the log has; the next checkpoint begins new ones.</summary>
    /// <returns>The most that one of them vouched for.</returns>
    public long PutAside(TenantShell shell, long size, Instant at)
    {
        var most = 0L;
        foreach (var file in Folders.Select(f => FileOf(f, shell)).Where(f => CopiedTo(f) > size))
        {
            most = Math.Max(most, CopiedTo(file));
            File.Move(file, $"{file}.after-{at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)}", overwrite: true);
            copied.TryRemove(file, out _);
        }

        return most;
    }

    /// <summary>Moves the copies of a practice that is gone to <c>.retired/NAME</c>: a new one of its name has a log of its own.</summary>
    public void Retire(string tenant, string name)
    {
        foreach (var folder in Folders.Where(f => Directory.Exists(Path.Combine(f, tenant))))
        {
            Directory.CreateDirectory(Path.Combine(folder, ".retired"));
            Directory.Move(Path.Combine(folder, tenant), Path.Combine(folder, ".retired", name));
            copied.TryRemove(FileOf(folder, tenant), out _);
        }
    }

    /// <summary>Adds the note where it is missing. What cannot be written is said in the log, and tried again with the next one.</summary>
    public void Append(TenantShell shell, long size, string note)
    {
        foreach (var file in Folders.Select(f => FileOf(f, shell)))
        {
            try
            {
                lock (appending)
                {
                    Append(file, size, note);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                AuditLogMessages.CopyFailed(logger, e, shell.Definition.Name, file);
                return;
            }
        }
    }

    /// <summary>The notes in a folder, or null where there is no file. A line that cannot be read is an empty note, which no key has signed.</summary>
    public static IReadOnlyList<string>? Read(string folder, TenantShell shell) =>
        FileOf(folder, shell) is var file && File.Exists(file) ? Lines(file).Select(l => l?.Note ?? "").ToList() : null;

    private static string FileOf(string folder, TenantShell shell) => FileOf(folder, shell.Definition.Name);

    private static string FileOf(string folder, string tenant) => Path.Combine(folder, tenant, "checkpoints");

    private long CopiedTo(string file) => copied.GetOrAdd(file, static f => File.Exists(f) ? Lines(f).Max(l => l?.Size) ?? 0 : 0);

    private void Append(string file, long size, string note)
    {
        if (CopiedTo(file) >= size)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using (var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            // A first line break ends what a sudden death may have left half written.
            stream.Write([.. "\n"u8, .. JsonSerializer.SerializeToUtf8Bytes(new Line(size, note), DurableJson.Options), .. "\n"u8]);
            stream.Flush(flushToDisk: true);
        }

        copied[file] = size;
    }

    private static List<Line?> Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
    }

    private static Line? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line, DurableJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
