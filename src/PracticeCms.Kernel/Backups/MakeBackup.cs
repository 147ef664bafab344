using System.Diagnostics;
using System.Globalization;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// Writes a practice into one sealed file while it is used, reads the file back to its end, and only then gives it its name.
/// </summary>
internal sealed class MakeBackup(BackupFolder folder, TenantDatabases databases, BackupContents contents, TenantScopes scopes, ErasureLedger erasures, IClock clock, ILogger<MakeBackup> logger)
{
    public sealed record Request(TenantShell Tenant)
    {
        /// <summary>Empty for the configured one.</summary>
        public string To { get; init; } = "";
        public Action<string> Progress { get; init; } = _ => { };
    }

    public sealed record Made(string File, long Bytes, double Seconds, int Tables, long Rows, int Files, IReadOnlyList<Guid> MissingFiles);

    public async Task<Result<Made>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var tenant = request.Tenant.Definition.Name;
        var started = Stopwatch.GetTimestamp();
        if (folder.Key is not { } key)
        {
            return Problem.Conflict("no-recovery-key", "There is no recovery key yet: run 'backup key', and keep what it shows away from this machine.");
        }

        if (request.Tenant.Definition.State is not (TenantState.Running or TenantState.Suspended))
        {
            return Problem.Conflict("tenant-not-running", $"The tenant '{tenant}' is {request.Tenant.Definition.State}; there is nothing to back up.");
        }

        using var turn = folder.TryLock(tenant);
        if (turn is null)
        {
            return Problem.Conflict("backup-running", $"A backup of '{tenant}' is running.");
        }

        try
        {
            var made = await WriteAsync(request, key, ct);
            folder.Say(tenant, s => s with { File = made.File, VerifiedAt = clock.GetCurrentInstant(), Bytes = made.Bytes, FailedAt = null, Failure = null });
            return made with { Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1) };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            BackupLog.Failed(logger, e, tenant);
            folder.Say(tenant, s => s with { FailedAt = clock.GetCurrentInstant(), Failure = e.GetBaseException().Message });
            return Problem.External("backup-failed", $"'{tenant}' was not backed up: {e.GetBaseException().Message}");
        }
    }

    private async Task<Made> WriteAsync(Request request, BackupKey key, CancellationToken ct)
    {
        var tenant = request.Tenant.Definition;
        var to = request.To.Length > 0 ? Path.GetFullPath(request.To) : folder.Standard;
        Directory.CreateDirectory(to);
        BackupFolder.Clean(to, tenant.Name);
        var at = clock.GetCurrentInstant();
        var final = Path.Combine(to, BackupFolder.NameOf(tenant.Name, at));
        if (File.Exists(final))
        {
            throw new IOException($"{final} exists already.");
        }

        var unfinished = final + BackupFolder.Unfinished;
        try
        {
            var seal = BackupSeal.Create(key);
            var (manifest, written) = await FillAsync(request, seal, unfinished, at, ct);
            CrashPoint.Hit("backup.written");
            await VerifyAsync(request, seal, unfinished, written, ct);
            await AuditAsync(request.Tenant, final, ct);
            File.Move(unfinished, final);
            erasures.CopyTo(to, tenant.Name);
            return new Made(
                final, new FileInfo(final).Length, 0, manifest.Tables.Count, manifest.Tables.Sum(t => t.Rows),
                manifest.Parts.Count(p => p.Name.StartsWith(BackupContents.TenantPrefix, StringComparison.Ordinal)), manifest.MissingFiles);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private async Task<(BackupManifest Manifest, IReadOnlyList<BackupPart> Written)> FillAsync(Request request, BackupSeal seal, string path, Instant at, CancellationToken ct)
    {
        var tenant = request.Tenant.Definition;
        await using var database = await databases.OpenAsync(tenant, request.Progress, ct);

        // After the snapshot: a file is written before the row that names it, so none is missing that was not deleted.
        var files = contents.List(tenant.Name);
        await using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        await using var sealing = seal.Begin(output);
        var backup = new BackupWriter(sealing, new BackupProgress(tenant.Name, database.Bytes + files.Sum(f => f.Length), request.Progress));
        var about = contents.About(tenant, at);
        await backup.WriteAsync(BackupAbout.Part, BackupManifest.Write(about));
        var content = await database.WriteAsync(backup, ct);
        await contents.WriteAsync(backup, files, ct);
        var there = backup.Parts.Select(p => p.Name.Split('/')[^1]).ToHashSet(StringComparer.Ordinal);
        var manifest = new BackupManifest
        {
            About = about,
            Migrations = content.Migrations,
            Tables = content.Tables,
            Parts = [.. backup.Parts],
            MissingFiles = [.. content.Files.Where(f => !there.Contains(f.ToString("N", CultureInfo.InvariantCulture)))],
        };
        await ListAsync(backup, seal, manifest);
        backup.Finish();
        sealing.Finish();
        output.Flush(flushToDisk: true);
        return (manifest, backup.Parts);
    }

    private async Task ListAsync(BackupWriter backup, BackupSeal seal, BackupManifest manifest)
    {
        var list = BackupManifest.Write(manifest);
        if (list.Length > BackupManifest.Largest)
        {
            throw new InvalidDataException("The practice has more files than a backup can list.");
        }

        await backup.WriteAsync(BackupManifest.Part, list);
        if (folder.Origin is { } origin)
        {
            await backup.WriteAsync(BackupOrigin.Part, origin.CodeOf(seal, list));
        }
    }

    private static async Task VerifyAsync(Request request, BackupSeal seal, string path, IReadOnlyList<BackupPart> written, CancellationToken ct)
    {
        var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        var progress = new BackupProgress($"{request.Tenant.Definition.Name}, reading it back", input.Length, request.Progress);
        using var reader = new BackupReader(seal.Read(input), progress);
        var read = new List<BackupPart>();
        while (reader.Next() is { } entry)
        {
            read.Add(await entry.CopyToAsync(Stream.Null, ct));
        }

        if (!read.SequenceEqual(written))
        {
            throw new InvalidDataException("The backup was read back and is not what was written.");
        }
    }

    // The practice is not started for it: a backup before an update must not migrate what it saves.
    private Task AuditAsync(TenantShell tenant, string file, CancellationToken ct) => scopes.RunAsync(tenant, async scope =>
    {
        await scope.GetRequiredService<IAuditTrail>().RecordNowAsync("backed up", "Practice", reason: Path.GetFileName(file), ct: ct);
        return true;
    });
}
