using PracticeCms.Backups;
using PracticeCms.Files;
using PracticeCms.Kernel.Crypto;
using PracticeCms.Kernel.Erasures;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// Puts a practice back as it was. Who made the backup is proved before anything of it is used; everything is written beside what is there and compared with the
/// manifest; only then it takes its place.
/// </summary>
internal sealed class RestoreBackup(DataFolder data, TenantDatabases databases, TenantRegistry registry, RestoreKeys keys, PlaceRestored place, OpenElsewhere open)
{
    public sealed record Request(string File, RecoveryKey Key)
    {
        /// <summary>Another name than the backup's; empty for that.</summary>
        public string As { get; init; } = "";

        /// <summary>Name of the environment variable with the PostgreSQL connection string; empty for the backup's.</summary>
        public string ConnectionVariable { get; init; } = "";
        public bool Replace { get; init; }

        /// <summary>Also a file of which nothing proves that this installation made it.</summary>
        public bool IsUnproven { get; init; }

        /// <summary>Also where the list of erasures has lost its end.</summary>
        public bool HasShortLedger { get; init; }

        /// <summary>A drill has nothing but the backup: not the master key that the environment holds either.</summary>
        public bool IsDrill { get; init; }
        public Action<string> Progress { get; init; } = _ => { };

        public string? MasterKeyFromEnvironment => IsDrill ? null : Environment.GetEnvironmentVariable(MasterKey.Variable);
    }

    /// <param name="KeptAside">Folder of the practice that was replaced.</param>
    /// <param name="Accounts">Who can sign in when it is opened.</param>
    public sealed record Restored(BackupManifest Manifest, string Tenant, string Prefix, string? KeptAside, IReadOnlyList<RestoredAccount> Accounts)
    {
        /// <summary>It ran when it was backed up, and is opened by a person.</summary>
        public bool Waits => Manifest.About.Definition.State == TenantState.Running;
        public long Rows => Manifest.Tables.Sum(t => t.Rows);
    }

    public async Task<Result<Restored>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        if (!File.Exists(request.File))
        {
            return Problem.NotFound($"The file '{request.File}'");
        }

        try
        {
            await using var front = Open(request.File);
            var seal = BackupSeal.Open(front, request.Key);
            if (seal.Problem is { } problem)
            {
                return problem;
            }

            if (!request.IsUnproven)
            {
                using var whole = Read(request, seal.Value, ", who made it");
                if (await BackupProof.CheckAsync(whole, seal.Value, request.Key.Origin, ct) is { } unproven)
                {
                    return unproven;
                }
            }

            using var reader = Read(request, seal.Value, "");
            return await RestoreAsync(request, reader, ct);
        }
        catch (Exception e) when (e is DamagedFileException or InvalidDataException or EndOfStreamException or System.Text.Json.JsonException)
        {
            return Problem.Invalid("file", $"The backup is damaged and was not restored: {e.Message}");
        }
        catch (ErasureLedgerException e)
        {
            return Problem.Conflict("erasure-ledger", e.Message);
        }
    }

    private static FileStream Open(string file) => new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);

    // Opened anew: another file in its place would not open with the key that its front has given.
    private static BackupReader Read(Request request, BackupSeal seal, string doing)
    {
        var input = Open(request.File);
        return new BackupReader(seal.Read(input), new BackupProgress(Path.GetFileName(request.File) + doing, input.Length, request.Progress));
    }

    private async Task<Result<Restored>> RestoreAsync(Request request, BackupReader reader, CancellationToken ct)
    {
        var first = reader.Next();
        if (first?.Name != BackupAbout.Part)
        {
            throw new InvalidDataException("It does not say what it is of.");
        }

        var (aboutPart, text) = await first.ReadAsync(BackupAbout.Largest, ct);
        var about = BackupManifest.Parse<BackupAbout>(text);
        if (keys.Check(about, request.MasterKeyFromEnvironment) is { } other)
        {
            return other;
        }

        var plan = RestorePlan.Make(about, request, registry);
        if (plan.Problem is { } problem)
        {
            return problem;
        }

        if (plan.Value.Replaces is { } replaced && open.IsInUse(replaced.Definition))
        {
            return Problem.Conflict("tenant-in-use", $"The database of '{replaced.Definition.Name}' is open in another process; stop the host first.");
        }

        if (plan.Value.Replaces is null && Directory.Exists(data.Tenant(plan.Value.Tenant.Name)))
        {
            return Problem.Conflict("folder-exists", $"The folder {data.Tenant(plan.Value.Tenant.Name)} exists and is of no tenant; look at what it holds and move it away.");
        }

        using var stage = new RestoreStage(data);
        await using var database = await databases.CreateAsync(plan.Value.Tenant, stage.Tenant, ct);
        var manifest = await TakeAsync(reader, aboutPart, stage, database, ct);
        if (!request.HasShortLedger && !request.IsDrill && keys.Missing(stage, request.File) is { } missing)
        {
            return missing;
        }

        request.Progress("Comparing the tables with the backup");
        Compare(manifest.Tables, await database.FinishAsync(ct));
        keys.Add(stage, request.MasterKeyFromEnvironment, request.File);
        return await place.ExecuteAsync(request, plan.Value, manifest, stage, database, ct);
    }

    private static async Task<BackupManifest> TakeAsync(BackupReader reader, BackupPart about, RestoreStage stage, IDatabaseTarget database, CancellationToken ct)
    {
        var taken = new List<BackupPart> { about };
        while (reader.Next() is { } entry)
        {
            if (entry.Name == BackupManifest.Part)
            {
                var manifest = await BackupManifest.ReadAsync<BackupManifest>(entry, ct);
                return taken.SequenceEqual(manifest.Parts) && await IsOverAsync(reader, ct)
                    ? manifest
                    : throw new InvalidDataException("Its parts are not those that it lists.");
            }

            taken.Add(entry.Name.StartsWith(TenantDatabases.Folder, StringComparison.Ordinal) ? await database.TakeAsync(entry, ct) : await stage.TakeAsync(entry, ct));
        }

        throw new InvalidDataException("It has no list of its parts.");
    }

    /// <summary>Whether nothing follows but the code, which is asked before.</summary>
    private static async Task<bool> IsOverAsync(BackupReader reader, CancellationToken ct)
    {
        var next = reader.Next();
        if (next?.Name == BackupOrigin.Part)
        {
            await next.CopyToAsync(Stream.Null, ct);
            next = reader.Next();
        }

        return next is null;
    }

    private static void Compare(IReadOnlyList<TableDigest> expected, IReadOnlyList<TableDigest> found)
    {
        var different = expected.Except(found).Select(t => t.Name).Union(found.Except(expected).Select(t => t.Name)).ToList();
        if (different.Count > 0)
        {
            throw new InvalidDataException($"The rows of {string.Join(", ", different)} are not what they were.");
        }
    }
}
