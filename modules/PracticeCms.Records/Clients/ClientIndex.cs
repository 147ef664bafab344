using System.Data;
using System.Data.Common;

namespace PracticeCms.Records.Clients;

/// <summary>Writes what derives from clients: their numbers and their search terms. For one client and for 500 alike.</summary>
internal sealed class ClientIndex(RecordsDb db, IUnitOfWork unitOfWork, ITenantConnection connection)
{
    private const int TermsPerStatement = 100;

    /// <summary>Draws numbers; those of a transaction that fails may stay unused.</summary>
    public async Task<IReadOnlyList<string>> DrawNumbersAsync(int count, CancellationToken ct)
    {
        var isSequence = connection.Provider == DatabaseProvider.Postgres;
        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = isSequence ? "SELECT nextval('records_client_number') FROM generate_series(1, @count)" : "UPDATE records_counter SET value = value + @count RETURNING value";
        Parameter(command, "count", DbType.Int64).Value = (long)count;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var drawn = new List<long>(count);
        while (await reader.ReadAsync(ct))
        {
            drawn.Add(reader.GetInt64(0));
        }

        var numbers = isSequence ? drawn : [.. Enumerable.Range(1 - count, count).Select(i => drawn[0] + i)];
        return [.. numbers.Select(n => FormattableString.Invariant($"C-{n:00000}"))];
    }

    /// <summary>Flushes the clients and writes their terms in few statements; EF would track 4,000 entities per chunk.</summary>
    public async Task WriteTermsAsync(IReadOnlyCollection<Client> clients, bool areNew, CancellationToken ct)
    {
        await unitOfWork.FlushAsync(ct);
        if (!areNew)
        {
            var ids = clients.Select(c => c.Id).ToList();
            await db.SearchTerms.Where(t => ids.Contains(t.ClientId)).ExecuteDeleteAsync(ct);
        }

        var database = await connection.OpenAsync(ct);
        foreach (var terms in clients.SelectMany(c => SearchTerms.Of(c).Select(term => (Term: term, Client: c.Id))).Chunk(TermsPerStatement))
        {
            await using var command = database.CreateCommand();
            command.Transaction = connection.Transaction;
            command.CommandText = "INSERT INTO records_client_search_term (term, client_id) VALUES "
                + string.Join(", ", terms.Select((_, i) => FormattableString.Invariant($"(@t{i}, @c{i})")));
            for (var i = 0; i < terms.Length; i++)
            {
                Parameter(command, FormattableString.Invariant($"t{i}"), DbType.String).Value = terms[i].Term;
                Parameter(command, FormattableString.Invariant($"c{i}"), DbType.Guid).Value = terms[i].Client;
            }

            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static DbParameter Parameter(DbCommand command, string name, DbType type)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
