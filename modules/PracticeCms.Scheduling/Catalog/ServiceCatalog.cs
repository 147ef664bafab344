using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Catalog;

/// <summary>What other modules may ask about services; answered from the cached plan.</summary>
internal sealed class ServiceCatalog(ReadPlan plans) : IServiceCatalog
{
    public async Task<IReadOnlyList<ServiceSummary>> ListAsync(CancellationToken ct = default) =>
        [.. (await plans.ExecuteAsync(ct)).Services.Select(Summary)];

    public async Task<ServiceSummary?> FindAsync(Guid id, CancellationToken ct = default) =>
        (await plans.ExecuteAsync(ct)).Service(id) is { } service ? Summary(service) : null;

    private static ServiceSummary Summary(Service s) =>
        new(s.Id, s.Code, s.Name, s.DurationMinutes, new Money(s.PriceMinor, s.Currency), s.TaxCode, s.IsActive);
}
