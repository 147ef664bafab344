using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using PracticeCms.Backups;
using PracticeCms.Files;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Files;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>Builds another host on a data folder, which knows nothing of this one; the master key comes from that folder alone.</summary>
internal delegate WebApplication BlankHost(string dataFolder);

/// <summary>
/// Proves that a backup can be restored: into an empty data folder (on PostgreSQL, a schema of its own), by a host that has nothing but the recovery
/// key. Nothing is left of it, and no background work runs in it.
/// </summary>
internal sealed class RunDrill(BlankHost build, DataFolder data, IClock clock)
{
    public const int MostAttachments = 100;

    public sealed record Request(string File, RecoveryKey Key)
    {
        public string ConnectionVariable { get; init; } = "";
        public Action<string> Progress { get; init; } = _ => { };
    }

    public sealed record Proof(string Name, bool Ok, string Detail);

    public sealed record Report(string File, string Tenant, Instant TakenAt, double AgeHours, double Seconds, int Tables, long Rows, IReadOnlyList<Proof> Proofs)
    {
        public bool Ok => Proofs.All(p => p.Ok);
    }

    public async Task<Result<Report>> ExecuteAsync(Request request, CancellationToken ct = default)
    {
        var started = Stopwatch.GetTimestamp();
        var folder = Path.Combine(data.Path, "restoring", $"drill-{Ids.New():N}");
        try
        {
            await using var host = build(folder);
            var restored = await host.Services.GetRequiredService<RestoreBackup>().ExecuteAsync(
                new RestoreBackup.Request(request.File, request.Key) { ConnectionVariable = request.ConnectionVariable, IsDrill = true, Progress = request.Progress }, ct);
            if (restored.Problem is { } problem)
            {
                return problem;
            }

            try
            {
                return await LookAsync(host.Services, request, restored.Value, started, ct);
            }
            finally
            {
                await host.Services.GetRequiredService<TenantDatabase>().DropAsync(host.Services.GetRequiredService<TenantRegistry>().Find(restored.Value.Tenant)!.Definition);
            }
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Report> LookAsync(IServiceProvider host, Request request, RestoreBackup.Restored restored, long started, CancellationToken ct)
    {
        var manifest = restored.Manifest;
        var proofs = new List<Proof> { new("tables", true, $"{manifest.Tables.Count} tables have the rows they had") };
        if (manifest.About.Definition.State == TenantState.Running)
        {
            proofs.AddRange(await host.GetRequiredService<ITenantScopes>().RunAsync(restored.Tenant, services => AskAsync(services, manifest, request.Progress, ct)));
        }

        return new Report(
            request.File,
            manifest.About.Tenant,
            manifest.About.TakenAt,
            Math.Round((clock.GetCurrentInstant() - manifest.About.TakenAt).TotalHours, 1),
            Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 1),
            manifest.Tables.Count,
            restored.Rows,
            proofs);
    }

    private static async Task<List<Proof>> AskAsync(IServiceProvider services, BackupManifest manifest, Action<string> progress, CancellationToken ct)
    {
        progress("Opening attachments");
        var proofs = new List<Proof> { new("start", true, "the practice starts"), await AttachmentsAsync(services, manifest, ct) };
        foreach (var check in services.GetRequiredService<IFeatureServices<IRestoreCheck>>())
        {
            progress($"Checking {check.Name}");
            var wrong = await check.CheckAsync(ct);
            proofs.Add(new Proof(check.Name, wrong is null, wrong ?? "as it must be"));
        }

        return proofs;
    }

    /// <summary>Reads some of the stored files to their end; those that were missing when the backup was made are said, not asked for.</summary>
    private static async Task<Proof> AttachmentsAsync(IServiceProvider services, BackupManifest manifest, CancellationToken ct)
    {
        var missing = manifest.MissingFiles.ToHashSet();
        var rows = await services.GetRequiredService<KernelDb>().Set<FileRow>().AsNoTracking().OrderBy(_ => EF.Functions.Random()).Take(MostAttachments + missing.Count).ToListAsync(ct);
        var opened = 0;
        foreach (var row in rows.Where(r => !missing.Contains(r.Id)).Take(MostAttachments))
        {
            try
            {
                await using var content = await services.GetRequiredService<IFileStore>().OpenAsync(row.Id, ct);
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content!, ct)) != row.Sha256)
                {
                    return new Proof("attachments", false, $"{row.Id} is not what it was");
                }

                opened++;
            }
            catch (DamagedFileException e)
            {
                return new Proof("attachments", false, e.Message);
            }
        }

        return new Proof("attachments", true, $"{opened} opened" + (missing.Count > 0 ? $"; {missing.Count} were missing when the backup was made" : ""));
    }
}
