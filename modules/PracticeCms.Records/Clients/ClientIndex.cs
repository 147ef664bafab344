using System.Data;
using System.Data.Common;

namespace PracticeCms.Records.Clients;

/// <summary>Writes what derives from clients: their numbers and their search terms. For one client and for 500 alike.</summary>
internal sealed class ClientIndex(RecordsDb db, IUnitOfWork unitOfWork, ITenantConnection connection)
{
    private const int TermsPerStatement = 100;

    /// <summary>Draws numbers in the running transaction; a second one waits for the first to commit.</summary>
    public async Task<IReadOnlyList<string>> DrawNumbersAsync(int count, CancellationToken ct)
    {
        await using var command = (await connection.OpenAsync(ct)).CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = "UPDATE records_counter SET value = value + @count WHERE name = 'client' RETURNING value";
        Parameter(command, "count", DbType.Int64).Value = (long)count;
        var last = (long)(await command.ExecuteScalarAsync(ct))!;
        return [.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"C-{last - count + 1 + i:00000}"))];
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
