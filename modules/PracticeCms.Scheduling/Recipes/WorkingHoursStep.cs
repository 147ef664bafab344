using System.Text.Json.Nodes;
using NodaTime.Text;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Recipes;

/// <summary>
/// The step <c>WorkingHours</c>: the weekly hours of each resource that it names become exactly those of the step; closed days of the
/// practice are added.
/// </summary>
internal sealed class WorkingHoursStep(SchedulingDb db, IUnitOfWork unitOfWork) : NamedRecipeStepHandler("WorkingHours")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var step = context.Read<StepModel>();
        var resources = await db.Resources.ToListAsync(ct);
        var wanted = new Dictionary<Guid, List<AvailabilityRule>>();
        for (var i = 0; i < (step?.WorkingHours?.Count ?? 0); i++)
        {
            Collect(context, step!.WorkingHours![i], $"WorkingHours[{i}]", resources, wanted);
        }

        var held = (await db.Rules.ToListAsync(ct)).ToLookup(r => r.ResourceId);
        foreach (var (resource, rules) in wanted)
        {
            Replace(context, resources.Find(r => r.Id == resource)!, [.. held[resource]], rules);
        }

        await CloseAsync(context, step?.Closed ?? [], ct);
        await unitOfWork.FlushAsync(ct);
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var codes = await db.Resources.AsNoTracking().ToDictionaryAsync(r => r.Id, r => r.Code, ct);
        var rules = await db.Rules.AsNoTracking().ToListAsync(ct);
        var closed = await db.Exceptions.AsNoTracking().Where(e => e.ResourceId == null && e.IsClosed).OrderBy(e => e.Date).ToListAsync(ct);
        return rules.Count + closed.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["WorkingHours"] = new JsonArray([.. rules.GroupBy(r => (r.ResourceId, r.Weekday, r.ValidFrom, r.ValidUntil, r.IntervalWeeks))
                .OrderBy(g => codes[g.Key.ResourceId]).ThenBy(g => g.Key.Weekday).Select(g => new JsonObject
                {
                    ["Resource"] = codes[g.Key.ResourceId],
                    ["Days"] = new JsonArray(((IsoDayOfWeek)g.Key.Weekday).ToString()),
                    ["Ranges"] = new JsonArray([.. g.OrderBy(r => r.StartMinute).Select(r => JsonValue.Create(HourText.Format(r.StartMinute, r.EndMinute)))]),
                    ["ValidFrom"] = g.Key.ValidFrom is { } from ? LocalDatePattern.Iso.Format(from) : null,
                    ["ValidUntil"] = g.Key.ValidUntil is { } until ? LocalDatePattern.Iso.Format(until) : null,
                    ["IntervalWeeks"] = g.Key.IntervalWeeks,
                })]),
            ["Closed"] = new JsonArray([.. closed.Select(e => new JsonObject { ["Date"] = LocalDatePattern.Iso.Format(e.Date), ["Reason"] = e.Reason })]),
        };
    }

    private static void Collect(RecipeExecutionContext context, Entry entry, string where, List<Resource> resources, Dictionary<Guid, List<AvailabilityRule>> wanted)
    {
        var whose = entry.Resource is null or "*" ? resources.Where(r => r.Kind == ResourceKind.Practitioner).ToList() : [.. resources.Where(r => r.Code == entry.Resource)];
        if (whose.Count == 0)
        {
            context.Problem($"{where}.Resource", $"There is no practitioner or room '{entry.Resource}'.");
            return;
        }

        var ranges = HourText.ParseAll(string.Join(",", entry.Ranges ?? []));
        if (ranges is null)
        {
            context.Problem($"{where}.Ranges", "Give ranges such as 09:00-12:30 that do not overlap.");
            return;
        }

        foreach (var day in entry.Days ?? [])
        {
            if (!Enum.TryParse<IsoDayOfWeek>(day, ignoreCase: true, out var weekday) || weekday == IsoDayOfWeek.None)
            {
                context.Problem($"{where}.Days", $"'{day}' is not a day of the week, such as Monday.");
                continue;
            }

            foreach (var resource in whose)
            {
                wanted.TryAdd(resource.Id, []);
                wanted[resource.Id].AddRange(ranges.Select(r => new AvailabilityRule
                {
                    Id = Ids.New(), ResourceId = resource.Id, Weekday = (int)weekday, StartMinute = r.Start, EndMinute = r.End,
                    ValidFrom = entry.ValidFrom, ValidUntil = entry.ValidUntil, IntervalWeeks = Math.Clamp(entry.IntervalWeeks ?? 1, 1, 8),
                }));
            }
        }
    }

    private void Replace(RecipeExecutionContext context, Resource resource, List<AvailabilityRule> held, List<AvailabilityRule> rules)
    {
        if (held.Select(Key).Order().SequenceEqual(rules.Select(Key).Order()))
        {
            return;
        }

        db.RemoveRange(held);
        db.AddRange(rules);
        context.Changed($"hours of '{resource.Name}' {(held.Count == 0 ? "added" : "changed")}");
    }

    private async Task CloseAsync(RecipeExecutionContext context, List<ClosedDay> days, CancellationToken ct)
    {
        var known = (await db.Exceptions.Where(e => e.ResourceId == null && e.IsClosed).Select(e => e.Date).ToListAsync(ct)).ToHashSet();
        foreach (var day in days.Where(d => known.Add(d.Date)))
        {
            db.Add(new AvailabilityException { Id = Ids.New(), Date = day.Date, IsClosed = true, Reason = day.Reason ?? "" });
            context.Changed($"closed on {LocalDatePattern.Iso.Format(day.Date)}");
        }
    }

    private static (int, int, int, LocalDate?, LocalDate?, int) Key(AvailabilityRule r) => (r.Weekday, r.StartMinute, r.EndMinute, r.ValidFrom, r.ValidUntil, r.IntervalWeeks);

    private sealed record StepModel(List<Entry>? WorkingHours, List<ClosedDay>? Closed);

    private sealed record Entry(string? Resource, List<string>? Days, List<string>? Ranges, LocalDate? ValidFrom, LocalDate? ValidUntil, int? IntervalWeeks);

    private sealed record ClosedDay(LocalDate Date, string? Reason);
}
