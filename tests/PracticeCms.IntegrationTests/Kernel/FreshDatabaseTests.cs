using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PracticeCms.Data;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Modules;
using PracticeCms.Tenants;
using PracticeCms.Testing;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class FreshDatabaseTests
{
    [Fact]
    public async Task Practices_made_side_by_side_in_a_new_database_all_come_to_be()
    {
        var database = "fresh_" + Ids.New().ToString("N");
        var cluster = Environment.GetEnvironmentVariable(PostgresCluster.Variable)!;
        await ExecuteAsync(cluster, $"CREATE DATABASE {database}");
        Environment.SetEnvironmentVariable(database, new NpgsqlConnectionStringBuilder(cluster) { Database = database, Pooling = false }.ConnectionString);
        await using var host = await TestHost.StartAsync();
        var databases = host.App.Services.GetRequiredService<TenantDatabase>();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => databases.CreateAsync(
            new TenantDefinition { Name = $"T{i}", PracticeName = "Test practice", Database = DatabaseProvider.Postgres, Schema = $"t{i}", ConnectionVariable = database },
            TestContext.Current.CancellationToken)));

        await ExecuteAsync(cluster, $"DROP DATABASE {database} WITH (FORCE)");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
