using Npgsql;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>One transaction that sees one instant: each table as a binary copy, behind the statements that make the schema.</summary>
internal sealed class PostgresSource : IDatabaseSource
{
    public const string SchemaPart = TenantDatabases.Folder + "schema.json";
    public const string TablePrefix = TenantDatabases.Folder + "tables/";

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly PostgresSchema schema;

    private PostgresSource(NpgsqlTransaction transaction, PostgresSchema schema, long bytes) =>
        (connection, this.transaction, this.schema, Bytes) = (transaction.Connection!, transaction, schema, bytes);

    public long Bytes { get; }

    public static async Task<PostgresSource> OpenAsync(NpgsqlConnection connection, TenantDefinition tenant, CancellationToken ct)
    {
        try
        {
            await connection.OpenAsync(ct);
            await connection.ExecuteAsync(ConnectionFactory.SessionSql(tenant), ct);
            var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            await connection.ExecuteAsync("SET TRANSACTION READ ONLY", ct);
            var bytes = await connection.ListAsync("SELECT coalesce(sum(pg_table_size(oid)), 0)::text FROM pg_class WHERE relnamespace = @schema::regnamespace AND relkind = 'r'", tenant.Schema, ct);
            return new PostgresSource(snapshot, await PostgresSchema.ReadAsync(connection, tenant.Schema, ct), long.Parse(bytes[0], System.Globalization.CultureInfo.InvariantCulture));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<DatabaseContent> WriteAsync(BackupWriter backup, CancellationToken ct)
    {
        await backup.WriteAsync(SchemaPart, BackupManifest.Write(schema));
        var tables = new List<TableDigest>();
        foreach (var table in schema.Tables)
        {
            await backup.WriteAsync(TablePrefix + table.Name, pack: true, async target => tables.Add(await CopyOutAsync(connection, table, target, ct)));
        }

        var migrations = await connection.ListAsync("SELECT id || ' ' || version FROM kernel_migration", null, ct);
        var files = await connection.ListAsync("SELECT id::text FROM kernel_file", null, ct);
        return new DatabaseContent(
            tables,
            migrations.Select(m => m.Split(' ')).ToDictionary(m => m[0], m => int.Parse(m[1], System.Globalization.CultureInfo.InvariantCulture)),
            files.ConvertAll(f => Guid.Parse(f, System.Globalization.CultureInfo.InvariantCulture)));
    }

    public static async Task<TableDigest> CopyOutAsync(NpgsqlConnection connection, PostgresTable table, Stream target, CancellationToken ct)
    {
        using var rows = new BinaryRows();
        var buffer = new byte[128 * 1024];
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {Quoted(table)} TO STDOUT (FORMAT BINARY)", ct);
        while (await copy.ReadAsync(buffer, ct) is var count and > 0)
        {
            rows.Add(buffer.AsSpan(0, count));
            await target.WriteAsync(buffer.AsMemory(0, count), ct);
        }

        return rows.ToDigest(table.Name);
    }

    public static string Quoted(PostgresTable table) => $"{Quoted(table.Name)} ({table.Columns})";

    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
