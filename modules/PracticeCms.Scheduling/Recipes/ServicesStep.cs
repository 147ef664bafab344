using System.Globalization;
using System.Text.Json.Nodes;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling.Recipes;

/// <summary>The step <c>Services</c>; matched by code. Without <c>Practitioners</c>, everybody offers the service.</summary>
internal sealed class ServicesStep(SchedulingDb db, IForms forms, ITenant tenant, IUnitOfWork unitOfWork) : NamedRecipeStepHandler("Services")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var entries = context.Read<StepModel>()?.Services ?? [];
        var known = await db.Services.ToDictionaryAsync(s => s.Code, ct);
        var people = await db.Resources.Where(r => r.Kind == ResourceKind.Practitioner).ToDictionaryAsync(r => r.Code, r => r.Id, ct);
        var offers = (await db.ServicePractitioners.ToListAsync(ct)).ToLookup(o => o.ServiceId);
        var asked = (await forms.ListAsync(ct)).Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Form is { Length: > 0 } form && !asked.Contains(form))
            {
                context.Problem($"Services[{i}].Form", $"There is no form '{form}' with fields.");
            }

            if (Apply(context, entries[i], i, known) is { } service)
            {
                Offer(context, service, entries[i], $"Services[{i}]", people, [.. offers[service.Id]]);
            }
        }

        await unitOfWork.FlushAsync(ct);
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var people = await db.Resources.AsNoTracking().ToDictionaryAsync(r => r.Id, r => r.Code, ct);
        var offers = (await db.ServicePractitioners.AsNoTracking().ToListAsync(ct)).ToLookup(o => o.ServiceId, o => people[o.ResourceId]);
        var all = await db.Services.AsNoTracking().OrderBy(s => s.Position).ThenBy(s => s.Code).ToListAsync(ct);
        return all.Count == 0 ? null : new JsonObject { ["name"] = StepName, ["Services"] = new JsonArray([.. all.Select(s => Export(s, offers[s.Id]))]) };
    }

    private static JsonNode Export(Service s, IEnumerable<string> people) => new JsonObject
    {
        ["Code"] = s.Code, ["Name"] = s.Name, ["Description"] = s.Description, ["DurationMinutes"] = s.DurationMinutes, ["BufferBeforeMinutes"] = s.BufferBeforeMinutes,
        ["BufferAfterMinutes"] = s.BufferAfterMinutes, ["Price"] = new Money(s.PriceMinor, s.Currency).ToDecimalString(), ["Currency"] = s.Currency.Code, ["TaxCode"] = s.TaxCode, ["Form"] = s.Form,
        ["NeedsRoom"] = s.NeedsRoom, ["IsOnline"] = s.IsOnline, ["IsActive"] = s.IsActive, ["Colour"] = s.Colour,
        ["Practitioners"] = new JsonArray([.. people.Order().Select(p => JsonValue.Create(p))]),
    };

    private Service? Apply(RecipeExecutionContext context, Entry entry, int i, Dictionary<string, Service> known)
    {
        var where = $"Services[{i}]";
        var price = 0m;
        var problem = StepRules.CodeProblem(entry.Code) is { } wrong ? ("Code", wrong)
            : entry.DurationMinutes is null or < 5 or > 1440 ? ("DurationMinutes", "A service takes between 5 minutes and 24 hours.")
            : entry.BufferBeforeMinutes is < 0 or > 240 || entry.BufferAfterMinutes is < 0 or > 240 ? ("BufferAfterMinutes", "A buffer is between 0 and 240 minutes.")
            : entry.Price is { } text && !decimal.TryParse(text.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out price) ? ("Price", "Give a price such as 80.00.")
            : ((string, string)?)null;
        if (problem is { } found)
        {
            context.Problem($"{where}.{found.Item1}", found.Item2);
            return null;
        }

        var currency = entry.Currency is { Length: 3 } code ? Currency.Of(code.ToUpperInvariant()) : tenant.Currency;
        if (!known.TryGetValue(entry.Code!, out var service))
        {
            known[entry.Code!] = service = new Service { Id = Ids.New(), Code = entry.Code!, Colour = (i % 8) + 1 };
            db.Add(service);
        }

        (service.Name, service.Description) = (entry.Name ?? entry.Code!, entry.Description ?? service.Description);
        (service.DurationMinutes, service.BufferBeforeMinutes, service.BufferAfterMinutes) = (entry.DurationMinutes!.Value, entry.BufferBeforeMinutes ?? 0, entry.BufferAfterMinutes ?? 0);
        (service.PriceMinor, service.Currency, service.TaxCode) = (Money.Round(price, currency).Minor, currency, entry.TaxCode ?? service.TaxCode);
        (service.NeedsRoom, service.IsOnline, service.IsActive) = (entry.NeedsRoom ?? false, entry.IsOnline ?? true, entry.IsActive ?? true);
        (service.Colour, service.Position) = (Math.Clamp(entry.Colour ?? service.Colour, 1, 8), i);
        service.Form = entry.Form ?? service.Form;
        StepRules.Report(context, db, service, $"service '{service.Name}'");
        return service;
    }

    private void Offer(RecipeExecutionContext context, Service service, Entry entry, string where, Dictionary<string, Guid> people, List<ServicePractitioner> held)
    {
        foreach (var unknown in (entry.Practitioners ?? []).Where(p => !people.ContainsKey(p)))
        {
            context.Problem($"{where}.Practitioners", $"There is no practitioner '{unknown}'.");
        }

        var wanted = (entry.Practitioners ?? [.. people.Keys]).Where(people.ContainsKey).Select(p => people[p]).ToHashSet();
        var gone = held.Where(h => !wanted.Contains(h.ResourceId)).ToList();
        var added = wanted.Where(w => held.TrueForAll(h => h.ResourceId != w)).ToList();
        db.RemoveRange(gone);
        db.AddRange(added.Select(a => new ServicePractitioner { ServiceId = service.Id, ResourceId = a }));
        if (held.Count > 0 && gone.Count + added.Count > 0)
        {
            context.Changed($"practitioners of service '{service.Name}' changed");
        }
    }

    private sealed record StepModel(List<Entry>? Services);

    private sealed record Entry(
        string? Code, string? Name, string? Description, int? DurationMinutes, int? BufferBeforeMinutes, int? BufferAfterMinutes, JsonNode? Price, string? Currency, string? TaxCode,
        bool? NeedsRoom, bool? IsOnline, bool? IsActive, int? Colour, List<string>? Practitioners, string? Form);
}
