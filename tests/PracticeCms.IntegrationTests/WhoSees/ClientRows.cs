using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using PracticeCms.Billing;
using PracticeCms.Data;
using PracticeCms.Messaging;
using PracticeCms.Records;
using PracticeCms.Scheduling;
using PracticeCms.Tasks;
using PracticeCms.Workflows;

namespace PracticeCms.IntegrationTests.WhoSees;

/// <summary>One hash over all rows of each client, in all tables that belong to clients: read past every filter, to see whether anything has changed.</summary>
internal static class ClientRows
{
    public static Task<IReadOnlyDictionary<Guid, string>> HashAsync(TestHost host, string tenant) => host.InAsync(tenant, async services =>
    {
        var rows = new Dictionary<Guid, List<string>>();
        foreach (var db in (TenantDbContext[])[
            services.GetRequiredService<RecordsDb>(), services.GetRequiredService<SchedulingDb>(), services.GetRequiredService<BillingDb>(), services.GetRequiredService<MessagingDb>(), services.GetRequiredService<TasksDb>(),
            services.GetRequiredService<WorkflowsDb>()])
        {
            foreach (var entity in db.Model.GetEntityTypes().Where(e => typeof(IClientRecord).IsAssignableFrom(e.ClrType)))
            {
                await ReadAsync(db, entity.GetTableName()!, entity.FindProperty("ClientId") is null ? "id" : "client_id", rows);
            }
        }

        return (IReadOnlyDictionary<Guid, string>)rows.ToDictionary(r => r.Key, r => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', r.Value.Distinct().Order(StringComparer.Ordinal))))));
    });

    private static async Task ReadAsync(TenantDbContext db, string table, string owner, Dictionary<Guid, List<string>> rows)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT * FROM {table}";
        await using var reader = await command.ExecuteReaderAsync();
        var column = reader.GetOrdinal(owner);
        while (await reader.ReadAsync())
        {
            if (!reader.IsDBNull(column))
            {
                var client = reader.GetValue(column) is Guid id ? id : Guid.Parse(reader.GetString(column));
                rows.TryAdd(client, []);
                rows[client].Add(table + Line(reader));
            }
        }
    }

    private static string Line(DbDataReader reader) =>
        string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(i).ToString()));
}
