using System.Data.Common;
using System.Text.Json;
using PracticeCms.Kernel.Audit;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Jobs;

namespace PracticeCms.Kernel.Tenants;

/// <summary>What was measured last, of all tenants: <c>usage.json</c> in the data folder. Read again when it was replaced.</summary>
internal sealed class UsageFile(DataFolder data)
{
    private readonly Lock reading = new();
    private (DateTime At, IReadOnlyDictionary<string, TenantUsage> Usage) known = (default, new Dictionary<string, TenantUsage>());

    private string Location => Path.Combine(data.Path, "usage.json");

    public IReadOnlyDictionary<string, TenantUsage> Read()
    {
        lock (reading)
        {
            var at = File.GetLastWriteTimeUtc(Location);
            if (at != known.At && File.Exists(Location))
            {
                known = (at, new Dictionary<string, TenantUsage>(JsonSerializer.Deserialize<Dictionary<string, TenantUsage>>(File.ReadAllText(Location), DurableJson.Options)!, StringComparer.OrdinalIgnoreCase));
            }

            return known.Usage;
        }
    }

    public void Save(IReadOnlyDictionary<string, TenantUsage> usage)
    {
        File.WriteAllText(Location + ".next", JsonSerializer.Serialize(usage, DurableJson.Options));
        File.Move(Location + ".next", Location, overwrite: true);
    }
}

/// <summary>
/// Measures every running practice, one after the other. In a shell of its own, so that the practice is neither started nor kept in memory; a suspended
/// one keeps its last figures.
/// </summary>
internal sealed class GatherUsage(TenantRegistry registry, TenantScopes scopes, WorkPeek peek, DataFolder data, UsageFile file, IClock clock, ILogger<GatherUsage> logger)
{
    public async Task ExecuteAsync(CancellationToken ct)
    {
        var before = file.Read();
        var found = new Dictionary<string, TenantUsage>();
        foreach (var tenant in registry.All.Select(s => s.Definition).OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            if (tenant.State == TenantState.Running)
            {
                found[tenant.Name] = await MeasureAsync(tenant, ct);
            }
            else if (before.TryGetValue(tenant.Name, out var last))
            {
                found[tenant.Name] = last;
            }
        }

        file.Save(found);
    }

    private async Task<TenantUsage> MeasureAsync(TenantDefinition tenant, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        try
        {
            var owed = await peek.LookAsync(tenant, ct);
            var lag = owed.NextDue is { } due ? Math.Max(0, (int)(now - due).TotalSeconds) : 0;
            using var shell = new TenantShell(tenant);
            return await scopes.RunAsync(shell, async services =>
            {
                shell.Features = await ((FeatureManager)services.GetRequiredService<IFeatures>()).ReadAsync(ct);
                var figures = new SortedDictionary<string, long>(StringComparer.Ordinal);
                foreach (var figure in services.GetRequiredService<IFeatureServices<IUsageFigure>>())
                {
                    figures[figure.Name] = await figure.CountAsync(ct);
                }

                // Ids rise with time, so the newest comes first without a sort.
                var last = await services.GetRequiredService<KernelDb>().Set<AuditEvent>().AsNoTracking().Where(e => e.ActorKind == ActorKind.Staff || e.ActorKind == ActorKind.Client)
                    .OrderByDescending(e => e.Id).Select(e => (Instant?)e.At).FirstOrDefaultAsync(ct);
                var bytes = FolderBytes(tenant.Name) + await SchemaBytesAsync(services, tenant, ct);
                return new TenantUsage(now, bytes, figures, last, lag, owed.Incidents);
            });
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            KernelLog.UsageUnknown(logger, e, tenant.Name);
            return new TenantUsage(now, 0, new Dictionary<string, long>(), null, 0, 0, e.GetBaseException().Message);
        }
    }

    private long FolderBytes(string name) => new DirectoryInfo(data.Tenant(name)) is { Exists: true } folder ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length) : 0;

    private static async Task<long> SchemaBytesAsync(IServiceProvider services, TenantDefinition tenant, CancellationToken ct)
    {
        if (tenant.Database == DatabaseProvider.Sqlite)
        {
            return 0;
        }

        await using var command = (await services.GetRequiredService<ITenantConnection>().OpenAsync(ct)).CreateCommand();
        command.CommandText = "SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace";
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
