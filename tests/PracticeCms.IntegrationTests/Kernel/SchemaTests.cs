using Microsoft.EntityFrameworkCore.Metadata;

namespace PracticeCms.IntegrationTests.Kernel;

public sealed class SchemaTests
{
    [Theory]
    [MemberData(nameof(Databases.All), MemberType = typeof(Databases))]
    public async Task Every_model_matches_its_migrated_schema(DatabaseProvider provider)
    {
        Databases.Need(provider);
        await using var host = await TestHost.StartAsync();
        await host.CreateBareAsync(provider);
        var differences = await host.InAsync("Default", async services =>
        {
            var found = new List<string>();
            foreach (var registration in services.GetServices<TenantDbRegistration>())
            {
                var db = (DbContext)services.GetRequiredService(registration.Context);
                found.AddRange(await CompareAsync(db, services));
            }

            return found;
        });
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    private static async Task<List<string>> CompareAsync(DbContext db, IServiceProvider services)
    {
        var found = new List<string>();
        foreach (var table in db.Model.GetRelationalModel().Tables)
        {
            var actual = await ColumnsAsync(table.Name, db, services);
            if (actual.Count == 0)
            {
                found.Add($"{table.Name}: the table is missing");
                continue;
            }

            foreach (var column in table.Columns)
            {
                found.AddRange(Compare(table, column, actual));
            }

            // A column that the model does not know may stay only where rows can be inserted without it.
            found.AddRange(actual.Where(a => table.Columns.All(c => c.Name != a.Key) && !a.Value.Nullable && !a.Value.HasDefault)
                .Select(a => $"{table.Name}.{a.Key}: in the database, required, unknown to the model"));
        }

        return found;
    }

    private static IEnumerable<string> Compare(ITable table, IColumn column, Dictionary<string, (string Type, bool Nullable, bool HasDefault)> actual)
    {
        if (!actual.TryGetValue(column.Name, out var is_))
        {
            yield return $"{table.Name}.{column.Name}: missing in the database";
            yield break;
        }

        if (!string.Equals(Normal(column.StoreType), Normal(is_.Type), StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{table.Name}.{column.Name}: {column.StoreType} in the model, {is_.Type} in the database";
        }

        if (column.IsNullable != is_.Nullable)
        {
            yield return $"{table.Name}.{column.Name}: {(column.IsNullable ? "nullable" : "required")} in the model, not so in the database";
        }
    }

    private static string Normal(string type) => type.Split('(')[0] switch
    {
        "character varying" => "text",
        var other => other,
    };

    private static async Task<Dictionary<string, (string Type, bool Nullable, bool HasDefault)>> ColumnsAsync(string table, DbContext db, IServiceProvider services)
    {
        var connection = await services.GetRequiredService<ITenantConnection>().OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = db.Database.IsSqlite()
            ? "SELECT name, type, \"notnull\" = 0, dflt_value IS NOT NULL FROM pragma_table_info(@table)"
            : "SELECT column_name, data_type, is_nullable = 'YES', column_default IS NOT NULL FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@table", table);
        command.Parameters.Add(parameter);
        var columns = new Dictionary<string, (string, bool, bool)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            columns[reader.GetString(0)] = (reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3));
        }

        return columns;
    }
}
