namespace PracticeCms.Records.Clients;

internal sealed class ClientFigure(RecordsDb db) : IUsageFigure
{
    public string Name => "clients";

    public Task<long> CountAsync(CancellationToken ct) => db.Clients.LongCountAsync(ct);
}
