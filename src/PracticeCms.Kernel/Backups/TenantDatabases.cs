using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>What was found in a database while it was written: its tables, its migrations, the files that it names.</summary>
internal sealed record DatabaseContent(IReadOnlyList<TableDigest> Tables, IReadOnlyDictionary<string, int> Migrations, IReadOnlyList<Guid> Files);

/// <summary>A practice's database as it was at one instant, while its writers go on.</summary>
internal interface IDatabaseSource : IAsyncDisposable
{
    /// <summary>About how much will be written.</summary>
    long Bytes { get; }

    /// <summary>Writes parts whose names begin with <see cref="TenantDatabases.Folder"/>.</summary>
    Task<DatabaseContent> WriteAsync(BackupWriter backup, CancellationToken ct);
}

/// <summary>A new place that a database is put into. Disposing it takes the place away, unless it was kept.</summary>
internal interface IDatabaseTarget : IAsyncDisposable
{
    Task<BackupPart> TakeAsync(BackupEntry entry, CancellationToken ct);

    /// <summary>Completes the database and reads its tables again.</summary>
    Task<IReadOnlyList<TableDigest>> FinishAsync(CancellationToken ct);
    void Keep();
}

/// <summary>Opens databases for backup and restore, each in its provider's way.</summary>
internal sealed class TenantDatabases(ConnectionFactory connections, TenantDatabase places, DataFolder data)
{
    public const string Folder = "database/";

    public async Task<IDatabaseSource> OpenAsync(TenantDefinition tenant, Action<string> say, CancellationToken ct) => tenant.Database == DatabaseProvider.Sqlite
        ? await SqliteSource.OpenAsync(connections.SqlitePath(tenant), Path.Combine(data.Tenant(tenant.Name), SqliteSource.SnapshotFile), say, ct)
        : await PostgresSource.OpenAsync((Npgsql.NpgsqlConnection)connections.Create(tenant), tenant, ct);

    /// <param name="folder">Where the tenant's files are put together; SQLite's database goes there.</param>
    public async Task<IDatabaseTarget> CreateAsync(TenantDefinition tenant, string folder, CancellationToken ct)
    {
        if (tenant.Database == DatabaseProvider.Sqlite)
        {
            return new SqliteTarget(Path.Combine(folder, "practice.db"));
        }

        await places.CreateSchemaAsync(tenant, ct);
        return await PostgresTarget.OpenAsync((Npgsql.NpgsqlConnection)connections.Create(tenant), tenant, () => places.DropAsync(tenant), ct);
    }
}
