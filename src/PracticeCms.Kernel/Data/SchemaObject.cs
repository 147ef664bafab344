using System.Data.Common;

namespace PracticeCms.Kernel.Data;

/// <summary>Something in a practice's schema that a module's SQL may have made: <c>table</c>, <c>view</c>, or <c>function</c> with its signature.</summary>
internal sealed record SchemaObject(string Kind, string Name)
{
    // What an extension brought is not the module's. Triggers and indexes go with their tables. Found by what depends on the schema, which has an
    // index: the catalog of a database with a thousand practices is not read whole for each step of each of them.
    private const string Postgres = """
        SELECT CASE c.relkind WHEN 'r' THEN 'table' ELSE 'view' END, c.relname FROM pg_depend n JOIN pg_class c ON c.oid = n.objid
        WHERE n.classid = 'pg_class'::regclass AND n.refclassid = 'pg_namespace'::regclass AND n.refobjid = current_schema()::regnamespace
          AND c.relkind IN ('r', 'v')
        UNION ALL
        SELECT 'function', p.oid::regprocedure::text FROM pg_depend n JOIN pg_proc p ON p.oid = n.objid
        WHERE n.classid = 'pg_proc'::regclass AND n.refclassid = 'pg_namespace'::regclass AND n.refobjid = current_schema()::regnamespace
          AND p.prokind = 'f'
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        """;

    private const string Sqlite = """SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\'""";

    private string Quoted => Kind == "function" ? Name : '"' + Name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>All there are, as the running transaction sees them.</summary>
    public static async Task<HashSet<SchemaObject>> ListAsync(TenantConnection connection, CancellationToken ct)
    {
        await using var command = await CommandAsync(connection, connection.Provider == DatabaseProvider.Sqlite ? Sqlite : Postgres, ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new HashSet<SchemaObject>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new SchemaObject(reader.GetString(0), reader.GetString(1)));
        }

        return found;
    }

    /// <summary>
    /// Drops views, then tables in one statement where their references do not matter, then functions that their triggers called. What others
    /// refer to stays, by an error of the database.
    /// </summary>
    public static async Task DropAsync(IReadOnlyCollection<SchemaObject> objects, TenantConnection connection, CancellationToken ct)
    {
        var statements = connection.Provider == DatabaseProvider.Sqlite
            ? objects.OrderBy(o => o.Kind == "table").Select(o => $"DROP {o.Kind} {o.Quoted}").Prepend("PRAGMA defer_foreign_keys = ON")
            : ((string[])["view", "table", "function"])
                .Select(k => (Kind: k, Names: string.Join(", ", objects.Where(o => o.Kind == k).Select(o => o.Quoted)))).Where(s => s.Names.Length > 0)
                .Select(s => $"DROP {s.Kind} {s.Names}");
        foreach (var statement in statements)
        {
            await using var command = await CommandAsync(connection, statement, ct);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<DbCommand> CommandAsync(TenantConnection connection, string sql, CancellationToken ct)
    {
        var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = sql;
        return command;
    }
}
