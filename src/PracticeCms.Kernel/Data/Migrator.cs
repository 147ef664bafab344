using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using PracticeCms.Kernel.Durable;
using PracticeCms.Kernel.Features;
using PracticeCms.Kernel.Modules;

namespace PracticeCms.Kernel.Data;

/// <summary>
/// Brings a feature's tables to the version its migrations end at, in the running unit of work: the step and its version row commit
/// together or not at all.
/// </summary>
internal sealed class Migrator(KernelDb db, TenantConnection connection, FeatureServiceIndex index, ModuleCatalog catalog, IServiceProvider services, IClock clock)
{
    private const string UpdatePrefix = "UpdateFrom";

    /// <summary>Names of the migrations that ran.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(IEnumerable<string> features, CancellationToken ct)
    {
        var applied = new List<string>();
        var known = await HasKernelTablesAsync(ct) ? await db.Set<AppliedMigration>().ToDictionaryAsync(m => m.Id, ct) : [];
        foreach (var feature in features)
        {
            foreach (var migration in MigrationsOf(feature))
            {
                await MigrateAsync(migration, catalog.Find(feature)?.ModuleId ?? feature, known, applied, ct);
            }
        }

        return applied;
    }

    /// <summary>The migrations of these features that have steps to run; nothing is run.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(IEnumerable<string> features, CancellationToken ct)
    {
        var known = await db.Set<AppliedMigration>().AsNoTracking().ToDictionaryAsync(m => m.Id, ct);
        return features.SelectMany(MigrationsOf).Where(m => NextStep(m, known.GetValueOrDefault(m.GetType().FullName!)?.Version) is not null).Select(m => m.GetType().FullName!).ToList();
    }

    /// <summary>
    /// The migrations, with their versions, that a newer version of this program or of a module has run here: at a version that no step of this one
    /// leads to, or unknown to a module that is here. Of a module that is away nothing is said.
    /// </summary>
    public async Task<IReadOnlyList<string>> NewerAsync(CancellationToken ct)
    {
        var here = index.Of(typeof(DataMigration)).Select(r => r.Implementation).ToLookup(t => t.FullName!);
        var rows = await db.Set<AppliedMigration>().AsNoTracking().ToListAsync(ct);
        return rows.Where(r => here[r.Id].FirstOrDefault() is { } own ? IsBeyond((DataMigration)services.GetRequiredService(own), r.Version) : IsHere(r.ModuleId))
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Id} {r.Version}")).Order(StringComparer.Ordinal).ToList();
    }

    private bool IsHere(string module) => module == ModuleCatalog.KernelFeature || catalog.Module(module) is not null;

    // Mostly the name of a step tells, and none is run to see where it leads.
    private bool IsBeyond(DataMigration migration, int version) => version > 1 && NextStep(migration, version - 1) is null && version > LastVersionOf(migration);

    private int LastVersionOf(DataMigration migration)
    {
        int? version = null;
        while (NextStep(migration, version) is { } step)
        {
            version = (int)step.Invoke(migration, [new MigrationBuilder(db.Database.ProviderName)])!;
        }

        return version ?? 0;
    }

    private IEnumerable<DataMigration> MigrationsOf(string feature) => index.Of(typeof(DataMigration))
        .Where(r => string.Equals(r.Features.FirstOrDefault() ?? ModuleCatalog.KernelFeature, feature, StringComparison.OrdinalIgnoreCase))
        .Select(r => (DataMigration)services.GetRequiredService(r.Implementation))
        .OrderBy(m => m.Order);

    public async Task<bool> HasKernelTablesAsync(CancellationToken ct)
    {
        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = connection.Provider == DatabaseProvider.Sqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'kernel_migration'"
            : "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'kernel_migration'";
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) > 0;
    }

    private async Task MigrateAsync(DataMigration migration, string module, Dictionary<string, AppliedMigration> known, List<string> applied, CancellationToken ct)
    {
        var id = migration.GetType().FullName!;
        var row = known.GetValueOrDefault(id);
        while (NextStep(migration, row?.Version) is not null)
        {
            // Another node may have run it while this one waited.
            await AloneAsync(ct);
            row = await LatestAsync(id, row, ct);
            if (NextStep(migration, row?.Version) is not { } step)
            {
                return;
            }

            var before = await SchemaObject.ListAsync(connection, ct);
            var version = await RunAsync(migration, step, ct);
            var after = await SchemaObject.ListAsync(connection, ct);
            if (row is null)
            {
                row = new AppliedMigration { Id = id, ModuleId = module };
                db.Add(row);
            }

            // Compared, because SQL of a module's own makes tables that no operation names.
            row.Made = JsonSerializer.Serialize(JsonSerializer.Deserialize<List<SchemaObject>>(row.Made)!.Union(after.Except(before)).Intersect(after));
            row.Version = version;
            row.AppliedAt = clock.GetCurrentInstant();
            await db.SaveChangesAsync(ct);
            applied.Add($"{id}.{step.Name}");
        }
    }

    private async Task<AppliedMigration?> LatestAsync(string id, AppliedMigration? known, CancellationToken ct)
    {
        if (known is null)
        {
            return await HasKernelTablesAsync(ct) ? await db.Set<AppliedMigration>().SingleOrDefaultAsync(m => m.Id == id, ct) : null;
        }

        await db.Entry(known).ReloadAsync(ct);
        return known;
    }

    /// <summary>One migration of a schema at a time, so that what comes between two lists was made by it. SQLite has one writer anyway.</summary>
    private async Task AloneAsync(CancellationToken ct)
    {
        if (connection.Provider == DatabaseProvider.Postgres)
        {
            await using var command = (await connection.OpenAsync(ct)).CreateCommand();
            command.Transaction = connection.Transaction;
            command.CommandText = "SELECT pg_advisory_xact_lock(hashtextextended('migrate ' || current_schema(), 0))";
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>The operations of each step from the first on; nothing is run.</summary>
    public IEnumerable<MigrationOperation> OperationsOf(DataMigration migration)
    {
        for (int? version = null; NextStep(migration, version) is { } step;)
        {
            var builder = new MigrationBuilder(db.Database.ProviderName);
            version = (int)step.Invoke(migration, [builder])!;
            foreach (var operation in builder.Operations)
            {
                yield return operation;
            }
        }
    }

    private static MethodInfo? NextStep(DataMigration migration, int? version) =>
        migration.GetType().GetMethod(version is { } from ? UpdatePrefix + from.ToString(CultureInfo.InvariantCulture) : "Create", [typeof(MigrationBuilder)]);

    private async Task<int> RunAsync(DataMigration migration, MethodInfo step, CancellationToken ct)
    {
        var builder = new MigrationBuilder(db.Database.ProviderName);
        var version = (int)step.Invoke(migration, [builder])!;
        var generator = db.GetService<IMigrationsSqlGenerator>();
        foreach (var command in generator.Generate(builder.Operations))
        {
            await using var statement = (await connection.OpenAsync(ct)).CreateCommand();
            statement.Transaction = connection.Transaction;
            statement.CommandText = command.CommandText;
            await statement.ExecuteNonQueryAsync(ct);
            CrashPoint.Hit("migration.statement");
        }

        return version;
    }
}
