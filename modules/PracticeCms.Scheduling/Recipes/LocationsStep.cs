using System.Text.Json.Nodes;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Recipes;

/// <summary>The step <c>Locations</c>; matched by code.</summary>
internal sealed class LocationsStep(SchedulingDb db, ITenant tenant, IUnitOfWork unitOfWork) : NamedRecipeStepHandler("Locations")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var entries = context.Read<StepModel>()?.Locations ?? [];
        var known = await db.Locations.ToDictionaryAsync(l => l.Code, ct);
        for (var i = 0; i < entries.Count; i++)
        {
            Apply(context, entries[i], $"Locations[{i}]", known);
        }

        await unitOfWork.FlushAsync(ct);
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var all = await db.Locations.AsNoTracking().OrderBy(l => l.Code).ToListAsync(ct);
        return all.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["Locations"] = new JsonArray([.. all.Select(l => new JsonObject { ["Code"] = l.Code, ["Name"] = l.Name, ["Address"] = l.Address, ["Zone"] = l.Zone, ["IsActive"] = l.IsActive })]),
        };
    }

    private void Apply(RecipeExecutionContext context, Entry entry, string where, Dictionary<string, Location> known)
    {
        if (StepRules.CodeProblem(entry.Code) is { } wrong)
        {
            context.Problem($"{where}.Code", wrong);
            return;
        }

        var zone = entry.Zone ?? tenant.Zone.Id;
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            context.Problem($"{where}.Zone", $"'{zone}' is not an IANA time zone.");
            return;
        }

        var isNew = !known.TryGetValue(entry.Code!, out var location);
        if (isNew)
        {
            known[entry.Code!] = location = new Location { Id = Ids.New(), Code = entry.Code! };
            db.Add(location);
        }

        (location!.Name, location.Address, location.Zone, location.IsActive) = (entry.Name ?? entry.Code!, entry.Address ?? location.Address, entry.Zone is null && !isNew ? location.Zone : zone, entry.IsActive ?? true);
        StepRules.Report(context, db, location, $"location '{location.Name}'");
    }

    private sealed record StepModel(List<Entry>? Locations);

    private sealed record Entry(string? Code, string? Name, string? Address, string? Zone, bool? IsActive);
}

/// <summary>What the steps of scheduling share.</summary>
internal static class StepRules
{
    public static string? CodeProblem(string? code) =>
        code is { Length: > 0 and <= 60 } && code.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : "Give a code of lower case letters, digits and hyphens.";

    public static void Report(RecipeExecutionContext context, SchedulingDb db, object entity, string what)
    {
        switch (db.Entry(entity).State)
        {
            case EntityState.Added:
                context.Changed($"{what} added");
                break;
            case EntityState.Modified:
                context.Changed($"{what} changed");
                break;
        }
    }
}
