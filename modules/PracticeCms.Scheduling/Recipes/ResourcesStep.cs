using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Recipes;

/// <summary>The step <c>Resources</c>: practitioners, rooms and equipment; matched by code.</summary>
internal sealed class ResourcesStep(SchedulingDb db, IUserDirectory users, IUnitOfWork unitOfWork) : NamedRecipeStepHandler("Resources")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var entries = context.Read<StepModel>()?.Resources ?? [];
        var known = await db.Resources.ToDictionaryAsync(r => r.Code, ct);
        var locations = await db.Locations.OrderBy(l => l.Id).ToListAsync(ct);
        var staff = (await users.ListAsync(ct)).ToLookup(u => u.Email, u => u.Id, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < entries.Count; i++)
        {
            Apply(context, entries[i], i, known, locations, staff);
        }

        await unitOfWork.FlushAsync(ct);
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var locations = await db.Locations.AsNoTracking().ToDictionaryAsync(l => l.Id, l => l.Code, ct);
        var staff = (await users.ListAsync(ct)).ToDictionary(u => u.Id, u => u.Email);
        var all = await db.Resources.AsNoTracking().OrderBy(r => r.Position).ThenBy(r => r.Code).ToListAsync(ct);
        return all.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["Resources"] = new JsonArray([.. all.Select(r => new JsonObject
            {
                ["Code"] = r.Code, ["Name"] = r.Name, ["Kind"] = r.Kind.ToString(), ["Title"] = r.Title, ["Location"] = locations[r.LocationId], ["Colour"] = r.Colour,
                ["UserEmail"] = r.UserId is { } user ? staff.GetValueOrDefault(user) : null, ["IsActive"] = r.IsActive,
            })]),
        };
    }

    private void Apply(RecipeExecutionContext context, Entry entry, int i, Dictionary<string, Resource> known, List<Location> locations, ILookup<string, Guid> staff)
    {
        var where = $"Resources[{i}]";
        var location = entry.Location is null ? locations.FirstOrDefault() : locations.Find(l => l.Code == entry.Location);
        if (StepRules.CodeProblem(entry.Code) is { } wrong)
        {
            context.Problem($"{where}.Code", wrong);
            return;
        }

        if (location is null)
        {
            context.Problem($"{where}.Location", entry.Location is null ? "There is no location yet; add a step Locations before." : $"There is no location '{entry.Location}'.");
            return;
        }

        if (!known.TryGetValue(entry.Code!, out var resource))
        {
            known[entry.Code!] = resource = new Resource { Id = Ids.New(), Code = entry.Code!, Colour = (i % 8) + 1 };
            db.Add(resource);
        }

        resource.Name = entry.Name ?? entry.Code!;
        resource.Kind = entry.Kind ?? ResourceKind.Practitioner;
        resource.Title = entry.Title ?? resource.Title;
        resource.LocationId = location.Id;
        resource.Colour = Math.Clamp(entry.Colour ?? resource.Colour, 1, 8);
        resource.Position = i;
        resource.IsActive = entry.IsActive ?? true;
        resource.UserId = entry.UserEmail is { Length: > 0 } mail && staff[mail].Any() ? staff[mail].First() : resource.UserId;
        StepRules.Report(context, db, resource, $"{resource.Kind.ToString().ToLowerInvariant()} '{resource.Name}'");
    }

    private sealed record StepModel(List<Entry>? Resources);

    private sealed record Entry(string? Code, string? Name, ResourceKind? Kind, string? Title, string? Location, int? Colour, string? UserEmail, bool? IsActive);
}
