using Npgsql;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>
/// A new schema, filled in one transaction. Constraints, indexes and triggers are made when the rows are there: no order of tables matters, and
/// triggers that guard what may be written are not asked about what was written long ago.
/// </summary>
internal sealed class PostgresTarget : IDatabaseTarget
{
    private readonly NpgsqlConnection connection;
    private readonly Func<Task> drop;
    private NpgsqlTransaction? transaction;
    private PostgresSchema? schema;
    private bool isKept;

    private PostgresTarget(NpgsqlConnection connection, Func<Task> drop) => (this.connection, this.drop) = (connection, drop);

    public static async Task<PostgresTarget> OpenAsync(NpgsqlConnection connection, TenantDefinition tenant, Func<Task> drop, CancellationToken ct)
    {
        var target = new PostgresTarget(connection, drop);
        try
        {
            await connection.OpenAsync(ct);
            await connection.ExecuteAsync(ConnectionFactory.SessionSql(tenant), ct);
            target.transaction = await connection.BeginTransactionAsync(ct);
            return target;
        }
        catch
        {
            await target.DisposeAsync();
            throw;
        }
    }

    public async Task<BackupPart> TakeAsync(BackupEntry entry, CancellationToken ct)
    {
        if (entry.Name == PostgresSource.SchemaPart)
        {
            var (part, text) = await entry.ReadAsync(PostgresSchema.Largest, ct);
            schema = BackupManifest.Parse<PostgresSchema>(text);
            PostgresStatements.Check(schema);
            await RunAsync(schema.Before, ct);
            return part;
        }

        var table = schema?.Tables.FirstOrDefault(t => PostgresSource.TablePrefix + t.Name == entry.Name)
            ?? throw new InvalidDataException($"The backup has a part '{entry.Name}' that its schema does not name.");
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {PostgresSource.Quoted(table)} FROM STDIN (FORMAT BINARY)", ct);
        return await entry.CopyToAsync(copy, ct);
    }

    public async Task<IReadOnlyList<TableDigest>> FinishAsync(CancellationToken ct)
    {
        if (schema is null)
        {
            throw new InvalidDataException("The backup has no schema.");
        }

        await RunAsync(schema.After, ct);
        await transaction!.CommitAsync(ct);
        var tables = new List<TableDigest>();
        foreach (var table in schema.Tables)
        {
            await connection.ExecuteAsync($"ANALYZE {PostgresSource.Quoted(table.Name)}", ct);
            tables.Add(await PostgresSource.CopyOutAsync(connection, table, Stream.Null, ct));
        }

        return tables;
    }

    public void Keep() => isKept = true;

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
        {
            await transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
        if (!isKept)
        {
            await drop();
        }
    }

    private async Task RunAsync(IReadOnlyList<string> statements, CancellationToken ct)
    {
        foreach (var statement in statements)
        {
            await connection.ExecuteOneAsync(statement, ct);
        }
    }
}
