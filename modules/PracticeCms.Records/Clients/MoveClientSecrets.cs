namespace PracticeCms.Records.Clients;

/// <summary>Seals fields of clients that were stored in the clear.</summary>
internal sealed class MoveClientSecrets(RecordsDb db, IUnitOfWork unitOfWork, ClientSecrets secrets) : IMovesUnderClients
{
    public Task<int> MoveAsync(int most, CancellationToken ct) => unitOfWork.RunAsync(
        async token =>
        {
            // Sealed fields are a JSON string, clear ones an object, on either database. Braces are doubled, because it is a format.
            var clear = await db.Clients.FromSqlRaw("""SELECT * FROM records_client WHERE CAST(custom AS text) LIKE '{{_%' AND CAST(custom AS text) <> '{{}}'""")
                .IgnoreQueryFilters().AsNoTracking().OrderBy(c => c.Id).Take(most).ToListAsync(token);
            foreach (var client in clear)
            {
                await secrets.OpenAsync(client, token);
                client.CustomSealed = "{}";
                await secrets.SealAsync(client, token);
                await db.Clients.IgnoreQueryFilters().Where(c => c.Id == client.Id && c.Version == client.Version).ExecuteUpdateAsync(s => s.SetProperty(c => c.CustomSealed, client.CustomSealed), token);
            }

            return clear.Count;
        },
        ct);
}
