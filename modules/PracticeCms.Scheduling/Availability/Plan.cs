using System.Collections.Concurrent;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Availability;

/// <summary>Everything that changes rarely: services, who offers them, where, and when people work. Shared by requests; never changed.</summary>
internal sealed class Plan
{
    public required Guid Stamp { get; init; }
    public required IReadOnlyList<Service> Services { get; init; }
    public required IReadOnlyDictionary<Guid, Resource> Resources { get; init; }
    public required IReadOnlyDictionary<Guid, Location> Locations { get; init; }
    public required IReadOnlyDictionary<Guid, WorkingHours> Hours { get; init; }
    public required ILookup<Guid, Guid> Offers { get; init; }

    public Service? Service(Guid id) => Services.FirstOrDefault(s => s.Id == id);

    /// <summary>Active practitioners who offer the service, in their order.</summary>
    public IReadOnlyList<Resource> PractitionersOf(Guid service) =>
    [
        .. Offers[service].Where(Resources.ContainsKey).Select(id => Resources[id])
            .Where(r => r.IsActive && r.Kind == ResourceKind.Practitioner && Locations[r.LocationId].IsActive).OrderBy(r => r.Position).ThenBy(r => r.Name),
    ];

    /// <summary>An active practitioner.</summary>
    public Resource? Practitioner(Guid id) => Resources.GetValueOrDefault(id) is { IsActive: true, Kind: ResourceKind.Practitioner } found ? found : null;

    /// <summary>The rooms to choose from where the service needs one; else none.</summary>
    public IReadOnlyList<Guid> RoomsFor(Service service, Resource practitioner) => service.NeedsRoom ? [.. RoomsAt(practitioner.LocationId).Select(r => r.Id)] : [];

    public IReadOnlyList<Resource> RoomsAt(Guid location) =>
        [.. Resources.Values.Where(r => r.IsActive && r.Kind == ResourceKind.Room && r.LocationId == location).OrderBy(r => r.Position).ThenBy(r => r.Name)];

    public DateTimeZone ZoneOf(Resource resource) => Hours[resource.Id].Zone;
}

/// <summary>Plans by practice, as long as their stamp is the current one.</summary>
internal sealed class PlanCache
{
    private readonly ConcurrentDictionary<string, Plan> plans = new(StringComparer.Ordinal);

    public Plan? Find(string tenant, Guid stamp) => plans.TryGetValue(tenant, out var plan) && plan.Stamp == stamp ? plan : null;

    public void Keep(string tenant, Plan plan) => plans[tenant] = plan;
}

/// <summary>Reads the practice's plan: one query where it is cached.</summary>
internal sealed class ReadPlan(SchedulingDb db, PlanCache cache, ITenant tenant)
{
    public async Task<Plan> ExecuteAsync(CancellationToken ct = default)
    {
        var stamp = await db.PlanStamps.Select(s => (Guid?)s.Stamp).FirstOrDefaultAsync(ct) ?? Guid.Empty;
        if (stamp != Guid.Empty && cache.Find(tenant.Name, stamp) is { } known)
        {
            return known;
        }

        var plan = await LoadAsync(stamp, ct);
        cache.Keep(tenant.Name, plan);
        return plan;
    }

    private async Task<Plan> LoadAsync(Guid stamp, CancellationToken ct)
    {
        var resources = await db.Resources.AsNoTracking().ToDictionaryAsync(r => r.Id, ct);
        var rules = (await db.Rules.AsNoTracking().ToListAsync(ct)).ToLookup(r => r.ResourceId);
        var exceptions = await db.Exceptions.AsNoTracking().ToListAsync(ct);
        var locations = await db.Locations.AsNoTracking().ToDictionaryAsync(l => l.Id, ct);
        var away = (await db.TimeOff.AsNoTracking().ToListAsync(ct)).ToLookup(t => t.ResourceId);
        return new Plan
        {
            Stamp = stamp,
            Services = await db.Services.AsNoTracking().OrderBy(s => s.Position).ThenBy(s => s.Name).ToListAsync(ct),
            Resources = resources,
            Locations = locations,
            Hours = resources.Values.ToDictionary(
                r => r.Id,
                r => new WorkingHours(DateTimeZoneProviders.Tzdb[locations[r.LocationId].Zone], [.. rules[r.Id]], Exceptions(exceptions, r.Id), [.. away[r.Id]])),
            Offers = (await db.ServicePractitioners.AsNoTracking().ToListAsync(ct)).ToLookup(o => o.ServiceId, o => o.ResourceId),
        };
    }

    // On a date, a resource's own exceptions stand in the place of the practice's.
    private static List<AvailabilityException> Exceptions(List<AvailabilityException> all, Guid resource)
    {
        var own = all.Where(e => e.ResourceId == resource).ToList();
        var dates = own.Select(e => e.Date).ToHashSet();
        return [.. own, .. all.Where(e => e.ResourceId is null && !dates.Contains(e.Date))];
    }
}
