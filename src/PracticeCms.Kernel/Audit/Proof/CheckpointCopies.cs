using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Audit.Proof;

/// <summary>
/// Checkpoints outside of the database: below <c>audit/NAME</c> in the data folder, and in each further folder that <c>Practice:Audit:Copies</c>
/// names, such as a mounted share that this machine may only append to. Nothing there is ever moved or changed.
/// </summary>
internal sealed class CheckpointCopies(DataFolder data, IConfiguration configuration, ILogger<CheckpointCopies> logger)
{
    public const string Section = "Practice:Audit:Copies";

    private readonly Lock appending = new();
    private readonly ConcurrentDictionary<string, (long Length, long Size)> known = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Folders { get; } =
    [
        Path.Combine(data.Path, "audit"),
        .. configuration.GetSection(Section).GetChildren().Select(c => c.Value).OfType<string>().Where(f => f.Length > 0),
    ];

    public IReadOnlyList<AuditCheckpointCopy> Places(string tenant) => Folders.Select(f => new AuditCheckpointCopy(f, CopiedTo(f, tenant))).ToList();

    /// <summary>The size up to which a folder has the checkpoints.</summary>
    public long CopiedTo(string folder, string tenant) => SizeOf(CopyFile.Newest(folder, tenant));

    /// <summary>Begins another file wherever the last one vouches for more than the log has: what was lost stays where it can be seen.</summary>
    /// <returns>The most that one of them vouched for.</returns>
    public long BeginAnew(string tenant, long size)
    {
        var most = 0L;
        foreach (var folder in Folders)
        {
            var copied = CopiedTo(folder, tenant);
            if (copied > size)
            {
                most = Math.Max(most, copied);
                Try(folder, tenant, () => CopyFile.Begin(folder, tenant));
            }
        }

        return most;
    }

    /// <summary>The most files that any folder has before its newest one with notes of this log.</summary>
    public int Former(string tenant, Guid log)
    {
        var most = 0;
        foreach (var folder in Folders)
        {
            Try(folder, tenant, () => most = Math.Max(most, CopyFile.Former(folder, tenant, log)));
        }

        return most;
    }

    /// <summary>A practice is gone; a new one of its name has a log of its own, and copies of its own.</summary>
    public void Retire(string tenant)
    {
        foreach (var folder in Folders.Where(f => File.Exists(CopyFile.Newest(f, tenant))))
        {
            Try(folder, tenant, () => CopyFile.Begin(folder, tenant));
        }
    }

    /// <summary>Adds the note where it is missing. What cannot be written is said in the log, and tried again with the next one.</summary>
    public bool TryAppend(string folder, string tenant, long size, string note) => Try(folder, tenant, () =>
    {
        var file = CopyFile.Newest(folder, tenant);
        lock (appending)
        {
            if (SizeOf(file) < size)
            {
                CopyFile.Append(file, size, note);
                known[file] = (new FileInfo(file).Length, size);
            }
        }
    });

    private bool Try(string folder, string tenant, Action write)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AuditLogMessages.CopyFailed(logger, e, tenant, folder);
            return false;
        }
    }

    // A file that another process has written to, or put back, has another length.
    private long SizeOf(string file)
    {
        var info = new FileInfo(file);
        if (!info.Exists)
        {
            return 0;
        }

        if (!known.TryGetValue(file, out var last) || last.Length != info.Length)
        {
            known[file] = last = (info.Length, CopyFile.Read(file).Select(l => l.Size).DefaultIfEmpty().Max());
        }

        return last.Size;
    }
}
