using PracticeCms.Records.Contracts;

namespace PracticeCms.Scheduling.Catalog;

/// <summary>Adds or changes a service and who offers it.</summary>
internal sealed class SaveService(SchedulingDb db, IUnitOfWork unitOfWork, IForms forms, ITenant tenant)
{
    public sealed record Request(
        Guid? Id, string? Name, string? Description, int? DurationMinutes, int? BufferBeforeMinutes, int? BufferAfterMinutes, decimal? Price, string? TaxCode,
        bool NeedsRoom, bool IsOnline, bool IsActive, int? Colour, IReadOnlyCollection<Guid> Practitioners, string? Form = null);

    public Task<Result<Service>> ExecuteAsync(Request request, CancellationToken ct = default) =>
        unitOfWork.RunAsync(token => SaveAsync(request, token), ct);

    private async Task<Result<Service>> SaveAsync(Request r, CancellationToken ct)
    {
        var check = new Check()
            .That(!string.IsNullOrWhiteSpace(r.Name) && r.Name.Length <= 120, nameof(r.Name), "Enter a name.")
            .That(r.DurationMinutes is >= 5 and <= 1440, nameof(r.DurationMinutes), "Enter between 5 and 1440 minutes.")
            .That(r.BufferBeforeMinutes is null or (>= 0 and <= 240), nameof(r.BufferBeforeMinutes), "Enter between 0 and 240 minutes.")
            .That(r.BufferAfterMinutes is null or (>= 0 and <= 240), nameof(r.BufferAfterMinutes), "Enter between 0 and 240 minutes.")
            .That(r.Price is null or (>= 0 and < 10_000_000), nameof(r.Price), "Enter a price such as 80.00.")
            .That(string.IsNullOrEmpty(r.Form) || (await forms.QuestionsAsync(r.Form, ct)).Count > 0, nameof(r.Form), "There is no such form.");
        if (check.Failed)
        {
            return check.ToProblem();
        }

        var service = r.Id is { } id ? await db.Services.SingleOrDefaultAsync(s => s.Id == id, ct) : null;
        if (r.Id is not null && service is null)
        {
            return Problem.NotFound("The service");
        }

        if (service is null)
        {
            service = new Service { Id = Ids.New(), Code = await CodeAsync(r.Name!, ct), Currency = tenant.Currency, Position = await db.Services.CountAsync(ct) };
            db.Add(service);
        }

        (service.Name, service.Description, service.TaxCode) = (r.Name!.Trim(), r.Description?.Trim() ?? "", r.TaxCode?.Trim() ?? "");
        (service.DurationMinutes, service.BufferBeforeMinutes, service.BufferAfterMinutes) = (r.DurationMinutes!.Value, r.BufferBeforeMinutes ?? 0, r.BufferAfterMinutes ?? 0);
        service.Form = r.Form ?? "";
        service.PriceMinor = Money.Round(r.Price ?? 0, service.Currency).Minor;
        (service.NeedsRoom, service.IsOnline, service.IsActive, service.Colour) = (r.NeedsRoom, r.IsOnline, r.IsActive, Math.Clamp(r.Colour ?? service.Colour, 1, 8));
        await OfferAsync(service.Id, r.Practitioners, ct);
        return service;
    }

    private async Task OfferAsync(Guid service, IReadOnlyCollection<Guid> practitioners, CancellationToken ct)
    {
        var held = await db.ServicePractitioners.Where(o => o.ServiceId == service).ToListAsync(ct);
        db.RemoveRange(held.Where(h => !practitioners.Contains(h.ResourceId)));
        var known = await db.Resources.Where(r => practitioners.Contains(r.Id)).Select(r => r.Id).ToListAsync(ct);
        db.AddRange(known.Where(k => held.TrueForAll(h => h.ResourceId != k)).Select(k => new ServicePractitioner { ServiceId = service, ResourceId = k }));
    }

    private async Task<string> CodeAsync(string name, CancellationToken ct)
    {
        var codes = await db.Services.Select(s => s.Code).ToListAsync(ct);
        return Codes.Free(name, codes);
    }
}

/// <summary>Short names for addresses and recipes, made from what people type.</summary>
internal static class Codes
{
    public static string Free(string name, IReadOnlyCollection<string> taken)
    {
        var letters = name.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-').ToArray();
        var stem = string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        stem = stem.Length == 0 ? "item" : stem[..Math.Min(40, stem.Length)].TrimEnd('-');
        return Enumerable.Range(1, 1_000).Select(i => i == 1 ? stem : $"{stem}-{i}").First(c => !taken.Contains(c));
    }
}
