namespace PracticeCms.Billing.Ledger;

/// <summary>
/// Serialises what moves a client's money, until the transaction ends: what is open is read and used up in one piece. SQLite has one
/// writer anyway.
/// </summary>
internal sealed class ClientLock(ITenantConnection connection)
{
    public async Task TakeAsync(Guid clientId, CancellationToken ct = default)
    {
        if (connection.Provider != DatabaseProvider.Postgres)
        {
            return;
        }

        var database = await connection.OpenAsync(ct);
        await using var command = database.CreateCommand();
        command.Transaction = connection.Transaction;
        command.CommandText = "SELECT pg_advisory_xact_lock(hashtextextended(@client, 0))";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@client", $"billing:{clientId}");
        command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(ct);
    }
}
