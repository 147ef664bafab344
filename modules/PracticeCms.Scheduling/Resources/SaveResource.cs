using PracticeCms.Scheduling.Catalog;

namespace PracticeCms.Scheduling.Resources;

/// <summary>Adds or changes a practitioner, a room or a piece of equipment.</summary>
internal sealed class SaveResource(SchedulingDb db, IUnitOfWork unitOfWork, IClock clock)
{
    public sealed record Request(Guid? Id, ResourceKind Kind, string? Name, string? Title, Guid? LocationId, Guid? UserId, int? Colour, bool IsActive);

    public Task<Result<Resource>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => SaveAsync(request, token), ct);

    private async Task<Result<Resource>> SaveAsync(Request r, CancellationToken ct)
    {
        var resource = r.Id is { } id ? await db.Resources.SingleOrDefaultAsync(x => x.Id == id, ct) : null;
        var now = clock.GetCurrentInstant();
        var check = new Check()
            .That(!string.IsNullOrWhiteSpace(r.Name) && r.Name.Length <= 120, nameof(r.Name), "Enter a name.")
            .That(r.LocationId is { } location && await db.Locations.AnyAsync(l => l.Id == location, ct), nameof(r.LocationId), "Choose a location.")
            .That(
                r.IsActive || resource is null || !await db.Appointments.IgnoreQueryFilters().AnyAsync(a => (a.PractitionerId == resource.Id || a.RoomId == resource.Id) && a.End > now && db.Claims.Any(c => c.AppointmentId == a.Id && c.IsActive), ct),
                nameof(r.IsActive), "There are visits ahead. Move or cancel them first.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        if (r.Id is not null && resource is null)
        {
            return Problem.NotFound("The resource");
        }

        if (resource is null)
        {
            var codes = await db.Resources.Select(x => x.Code).ToListAsync(ct);
            resource = new Resource { Id = Ids.New(), Code = Codes.Free(r.Name!, codes), Kind = r.Kind, Position = codes.Count, Colour = (codes.Count % 8) + 1 };
            db.Add(resource);
        }

        (resource.Name, resource.Title, resource.LocationId) = (r.Name!.Trim(), r.Title?.Trim() ?? "", r.LocationId!.Value);
        (resource.UserId, resource.Colour, resource.IsActive) = (r.UserId, Math.Clamp(r.Colour ?? resource.Colour, 1, 8), r.IsActive);
        return resource;
    }
}

/// <summary>Adds or changes a location. Its zone stays, because visits were agreed in it.</summary>
internal sealed class SaveLocation(SchedulingDb db, IUnitOfWork unitOfWork, ITenant tenant)
{
    public Task<Result<Location>> ExecuteAsync(Guid? id, string? name, string? address, CancellationToken ct = default) =>
        unitOfWork.RunAsync<Result<Location>>(
            async token =>
            {
                if (string.IsNullOrWhiteSpace(name) || name.Length > 120)
                {
                    return Problem.Invalid("Name", "Enter a name.");
                }

                var location = id is { } known ? await db.Locations.SingleOrDefaultAsync(l => l.Id == known, token) : null;
                if (location is null)
                {
                    location = new Location { Id = Ids.New(), Code = Codes.Free(name, await db.Locations.Select(l => l.Code).ToListAsync(token)), Zone = tenant.Zone.Id };
                    db.Add(location);
                }

                (location.Name, location.Address) = (name.Trim(), address?.Trim() ?? "");
                return location;
            },
            ct);
}
