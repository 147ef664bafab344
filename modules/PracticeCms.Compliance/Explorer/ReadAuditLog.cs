using PracticeCms.Records.Contracts;

namespace PracticeCms.Compliance.Explorer;

/// <summary>Looks into the audit log, and leaves a trace of having looked.</summary>
internal sealed class ReadAuditLog(IAuditLog log, IAuditTrail trail, IClients clients, ITenant tenant)
{
    public const int MaxExport = 5_000;

    public sealed record Answer(AuditPage Page, IReadOnlyDictionary<Guid, ClientSummary> Clients, Guid? ClientId, bool ClientUnknown)
    {
        public static Answer Empty { get; } = new(new AuditPage([], 0), new Dictionary<Guid, ClientSummary>(), null, false);
    }

    public async Task<Answer> ExecuteAsync(AuditFilter filter, string action = "viewed", int pageSize = AuditFilter.PageSize, CancellationToken ct = default)
    {
        var (clientId, unknown) = await ResolveAsync(filter.Client, ct);
        var page = unknown ? new AuditPage([], 0) : await log.SearchAsync(filter.ToQuery(clientId, tenant.Zone, pageSize), ct);
        await trail.RecordNowAsync(action, "AuditLog", clientId, ct: ct);
        var ids = page.Entries.Select(e => e.ClientId).OfType<Guid>().Distinct().ToList();
        var names = ids.Count == 0 ? new Dictionary<Guid, ClientSummary>() : await clients.FindAsync(ids, ct);
        return new Answer(page, names, clientId, unknown);
    }

    private async Task<(Guid? Id, bool Unknown)> ResolveAsync(string? client, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(client))
        {
            return (null, false);
        }

        if (Guid.TryParse(client, out var id))
        {
            return (id, false);
        }

        var found = (await clients.SearchAsync(client.Trim(), 5, ct)).FirstOrDefault(c => string.Equals(c.Number, client.Trim(), StringComparison.OrdinalIgnoreCase));
        return (found?.Id, found is null);
    }
}
