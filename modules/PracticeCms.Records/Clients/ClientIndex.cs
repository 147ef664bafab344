using System.Data;
using System.Data.Common;

namespace PracticeCms.Records.Clients;

/// <summary>Writes what derives from clients: their numbers and their search terms. For one client and for 500 alike.</summary>
internal sealed class ClientIndex(RecordsDb db, IUnitOfWork unitOfWork, ITenantConnection connection)
{
    /// <summary>Draws numbers in the running transaction; a second one waits for the first to commit.</summary>
    public async Task<IReadOnlyList<string>> DrawNumbersAsync(int count, CancellationToken ct)
    {
        await db.Counters.Where(c => c.Name == "client").ExecuteUpdateAsync(c => c.SetProperty(x => x.Value, x => x.Value + count), ct);
        var last = await db.Counters.Where(c => c.Name == "client").Select(c => c.Value).SingleAsync(ct);
        return [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"C-{last - count + 1 + i:00000}"))];
    }

    /// <summary>Flushes the clients and writes their terms with one prepared command; EF would track 4,000 entities per chunk.</summary>
    public async Task WriteTermsAsync(IReadOnlyCollection<Client> clients, bool areNew, CancellationToken ct)
    {
        await unitOfWork.FlushAsync(ct);
        if (!areNew)
        {
            var ids = clients.Select(c => c.Id).ToList();
            await db.SearchTerms.Where(t => ids.Contains(t.ClientId)).ExecuteDeleteAsync(ct);
        }

        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = "INSERT INTO records_client_search_term (term, client_id) VALUES (@term, @client)";
        var term = Parameter(command, "term", DbType.String);
        var client = Parameter(command, "client", DbType.Guid);
        await command.PrepareAsync(ct);
        foreach (var entry in clients)
        {
            client.Value = entry.Id;
            foreach (var word in SearchTerms.Of(entry))
            {
                term.Value = word;
                await command.ExecuteNonQueryAsync(ct);
            }
        }
    }

    private static DbParameter Parameter(DbCommand command, string name, DbType type)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = type == DbType.Guid ? Guid.Empty : "";
        command.Parameters.Add(parameter);
        return parameter;
    }
}
