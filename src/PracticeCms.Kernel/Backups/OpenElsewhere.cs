using Microsoft.Data.Sqlite;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

/// <summary>Whether another process has a practice's database file open. Of PostgreSQL nobody can tell.</summary>
internal sealed class OpenElsewhere(ConnectionFactory connections)
{
    /// <summary>SQLite leaves its log only where nobody else has the file open; the log is folded in by that, and the file stands for itself.</summary>
    public bool IsInUse(TenantDefinition tenant)
    {
        var path = connections.SqlitePath(tenant);
        if (tenant.Database != DatabaseProvider.Sqlite || !File.Exists(path))
        {
            return false;
        }

        SqliteConnection.ClearAllPools();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        connection.Open();
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode=DELETE";
            var alone = command.ExecuteScalar() as string == "delete";
            command.CommandText = "PRAGMA journal_mode=WAL";
            command.ExecuteNonQuery();
            return !alone;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
        {
            return true;
        }
    }
}
