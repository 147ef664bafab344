using Microsoft.Data.Sqlite;
using PracticeCms.Kernel.Data;

namespace PracticeCms.Kernel.Tenants;

/// <summary>Makes and removes the place where a tenant's tables live: a file, or a schema.</summary>
internal sealed class TenantDatabase(ConnectionFactory connections, DataFolder data)
{
    public async Task CreateAsync(TenantDefinition tenant, CancellationToken ct)
    {
        Directory.CreateDirectory(data.Tenant(tenant.Name));
        if (tenant.Database == DatabaseProvider.Postgres)
        {
            await CreateSchemaAsync(tenant, ct);
            return;
        }

        await ExecuteAsync(tenant, "PRAGMA journal_mode=WAL", ct);
    }

    // IF NOT EXISTS does not hold between two sessions; the lock lasts as long as the transaction these statements form.
    public Task CreateSchemaAsync(TenantDefinition tenant, CancellationToken ct) => ExecuteAsync(
        tenant, $"SELECT pg_advisory_xact_lock(hashtextextended('btree_gist', 0)); CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public; CREATE SCHEMA \"{Checked(tenant.Schema)}\"", ct);

    /// <summary>Irrevocable. Only for what a failed setup made, or after an export.</summary>
    public async Task DropAsync(TenantDefinition tenant)
    {
        if (tenant.Database == DatabaseProvider.Sqlite)
        {
            using (var pooled = (SqliteConnection)connections.Create(tenant))
            {
                SqliteConnection.ClearPool(pooled);
            }

            // A folder that was put aside took the file with it.
            foreach (var file in ((string[])["", "-wal", "-shm"]).Select(suffix => connections.SqlitePath(tenant) + suffix).Where(File.Exists))
            {
                File.Delete(file);
            }

            return;
        }

        await ExecuteAsync(tenant, $"DROP SCHEMA IF EXISTS \"{Checked(tenant.Schema)}\" CASCADE", CancellationToken.None);
    }

    private async Task ExecuteAsync(TenantDefinition tenant, string sql, CancellationToken ct)
    {
        await using var connection = connections.Create(tenant);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();

        // A connection of the pool has the patience of the request that had it before; making and removing a schema waits for its locks.
        command.CommandText = tenant.Database == DatabaseProvider.Postgres ? "SET lock_timeout TO 0; " + sql : sql;
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A schema's name cannot be a parameter; it is made of lower-case letters, digits and underscores.</summary>
    private static string Checked(string schema) => schema.Length is > 0 and < 64 && schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        ? schema
        : throw new ArgumentException($"'{schema}' is not a schema name.", nameof(schema));
}
