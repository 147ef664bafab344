using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Data;

/// <summary>Makes connections: a file per tenant on SQLite, one shared pool and a schema per tenant on PostgreSQL.</summary>
internal sealed class ConnectionFactory(DataFolder data) : IAsyncDisposable
{
    private const int AuditPoolSize = 4;

    private readonly ConcurrentDictionary<(string Text, bool ForAudit), NpgsqlDataSource> sources = new();

    public string SqlitePath(TenantDefinition tenant) => Path.Combine(data.Tenant(tenant.Name), "practice.db");

    public DbConnection Create(TenantDefinition tenant) => Create(tenant, forAudit: false);

    /// <summary>
    /// From a pool of its own: requests that hold all other connections wait for the audit of what they read, and the audit must not
    /// wait for theirs.
    /// </summary>
    public DbConnection CreateForAudit(TenantDefinition tenant) => Create(tenant, forAudit: true);

    /// <summary>For one look at a practice that nobody uses. PostgreSQL's pool is shared by all anyway.</summary>
    public DbConnection CreateUnpooled(TenantDefinition tenant) => tenant.Database == DatabaseProvider.Sqlite
        ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = SqlitePath(tenant), Pooling = false, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 5 }.ConnectionString)
        : Source(tenant, forAudit: false).CreateConnection();

    private DbConnection Create(TenantDefinition tenant, bool forAudit) => tenant.Database switch
    {
        DatabaseProvider.Sqlite => new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = SqlitePath(tenant),
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ConnectionString),
        _ => Source(tenant, forAudit).CreateConnection(),
    };

    /// <summary>
    /// Runs when a connection has been opened: the schema on PostgreSQL; durability on SQLite, whose log is folded into the file when it has
    /// 32 MB (8,000 pages), because the commit that does it waits for it. What is deleted or overwritten is zeroed, so that nothing of an erased client
    /// stays in free space. A node that freezes or is cut off in a transaction loses it, and with it the locks that others wait for.
    /// </summary>
    /// <param name="patience">How long PostgreSQL waits for the next statement of a transaction.</param>
    /// <param name="forLocks">How long a statement waits for the locks of others; 0 for ever. Else waiters of a node that froze get a lock one after another, and each keeps it for as long as the patience lasts.</param>
    public static string SessionSql(TenantDefinition tenant, string patience = "5min", string forLocks = "0") => tenant.Database == DatabaseProvider.Sqlite
        ? "PRAGMA synchronous=FULL; PRAGMA busy_timeout=15000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=8000;"
        : $"SET search_path TO \"{tenant.Schema}\", public; SET idle_in_transaction_session_timeout TO '{patience}'; SET lock_timeout TO '{forLocks}'";

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
        {
            await source.DisposeAsync();
        }
    }

    private NpgsqlDataSource Source(TenantDefinition tenant, bool forAudit)
    {
        var text = Environment.GetEnvironmentVariable(tenant.ConnectionVariable)
            ?? throw new InvalidOperationException($"The environment variable {tenant.ConnectionVariable} holds no connection string for tenant {tenant.Name}.");
        return sources.GetOrAdd((text, forAudit), static key =>
        {
            var settings = PostgresEncryption.Read(key.Text);
            settings.MaxPoolSize = key.ForAudit ? AuditPoolSize : settings.MaxPoolSize;

            // What a session carries is its search path, which every opening sets anew.
            settings.NoResetOnClose = true;

            // The same statements come all day. For another search path PostgreSQL analyses a prepared one anew, so tenants may share it. A pooler
            // that hands sessions around needs 0, and the connection string has the last word.
            if (!settings.ShouldSerialize("Max Auto Prepare"))
            {
                (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (100, 2);
            }

            return NpgsqlDataSource.Create(settings);
        });
    }
}

/// <summary>The scope's one connection, opened when first needed and kept until the scope ends.</summary>
internal sealed class TenantConnection(TenantScope scope, ConnectionFactory factory) : ITenantConnection, IAsyncDisposable, IDisposable
{
    private DbConnection? connection;
    private bool isDisposed;

    public DatabaseProvider Provider => scope.Shell.Definition.Database;
    public DbTransaction? Transaction { get; set; }

    public DbConnection Connection
    {
        get
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return connection ??= factory.Create(scope.Shell.Definition);
        }
    }

    // Of a request somebody waits for the answer, and others for its locks; a setup or an import has longer pauses.
    private string SessionSql => scope.RequestId is null
        ? ConnectionFactory.SessionSql(scope.Shell.Definition, patience: "30s")
        : ConnectionFactory.SessionSql(scope.Shell.Definition, patience: "2s", forLocks: "3s");

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct = default)
    {
        if (Connection.State != System.Data.ConnectionState.Open)
        {
            await Connection.OpenAsync(ct);
            await BeginSessionAsync(Connection, ct);
        }

        return Connection;
    }

    /// <summary>What has just been opened comes from a pool, and leads to the tables of whoever had it before until it is told otherwise: it stays open only when it has been.</summary>
    public async Task BeginSessionAsync(DbConnection opened, CancellationToken ct)
    {
        try
        {
            await using var command = opened.CreateCommand();
            command.CommandText = SessionSql;
            await command.ExecuteNonQueryAsync(ct);
        }
        catch
        {
            await opened.CloseAsync();
            throw;
        }
    }

    /// <inheritdoc cref="BeginSessionAsync"/>
    public void BeginSession(DbConnection opened)
    {
        try
        {
            using var command = opened.CreateCommand();
            command.CommandText = SessionSql;
            command.ExecuteNonQuery();
        }
        catch
        {
            opened.Close();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Leave() is { } left)
        {
            try
            {
                await left.DisposeAsync();
            }
            catch (Exception e) when (IsInUse(e))
            {
            }
        }
    }

    public void Dispose()
    {
        try
        {
            Leave()?.Dispose();
        }
        catch (Exception e) when (IsInUse(e))
        {
        }
    }

    /// <summary>The connection, for the last time. Whoever is opening it yet has it closed as soon as it is open, and it goes back to the pool.</summary>
    private DbConnection? Leave()
    {
        isDisposed = true;
        if (Interlocked.Exchange(ref connection, null) is not { } left)
        {
            return null;
        }

        left.StateChange += static (sender, change) =>
        {
            if (change.CurrentState == System.Data.ConnectionState.Open)
            {
                ((DbConnection)sender).Dispose();
            }
        };
        return left;
    }

    // A page whose visitor has hung up is given up while its parts still ask the database: a connection that is being opened cannot be closed yet, and one
    // that is read from breaks. Either way nobody waits for it any more.
    private static bool IsInUse(Exception e) => e is InvalidOperationException or DbException;
}
