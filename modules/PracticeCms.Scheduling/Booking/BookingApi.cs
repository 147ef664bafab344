using System.Text.Json;
using NodaTime.Text;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;

namespace PracticeCms.Scheduling.Booking;

/// <summary>The public JSON API of booking.</summary>
internal static class BookingApi
{
    private const int MaxDays = 62;

    public sealed record ClientBody(string? GivenName, string? FamilyName, string? Email, string? Phone);

    /// <param name="Answers">To the service's questions, by name: texts, numbers, true or false.</param>
    public sealed record BookingBody(string? SlotKey, ClientBody? Client, Dictionary<string, JsonElement>? Answers = null);

    public sealed record PractitionerItem(Guid Id, string Name, string Title);

    /// <param name="Price">A decimal with a point, such as <c>80.00</c>.</param>
    public sealed record ServiceItem(
        Guid Id, string Code, string Name, string Description, int DurationMinutes, string Price, string Currency, IReadOnlyList<PractitionerItem> Practitioners, IReadOnlyList<FormQuestion> Questions);

    public sealed record ServiceAnswer(string Practice, string Zone, IReadOnlyList<ServiceItem> Items);

    /// <param name="Slots">Empty where nothing is free.</param>
    public sealed record FreeDay(string Date, IReadOnlyList<OfferedSlot> Slots);

    public sealed record AvailabilityAnswer(string Zone, IReadOnlyList<FreeDay> Days);

    public sealed record BookingAnswer(Guid Id, string Start, string End, string Zone, Guid PractitionerId, Uri ManageUrl);

    public static async Task<IResult> ServicesAsync(ReadPlan plans, IForms forms, ITenant tenant, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var offered = plan.Services.Where(s => s.IsActive && s.IsOnline).ToList();
        var questions = new Dictionary<string, IReadOnlyList<FormQuestion>>(StringComparer.Ordinal);
        foreach (var form in offered.Select(s => s.Form).Distinct(StringComparer.Ordinal))
        {
            questions[form] = await forms.QuestionsAsync(form, ct);
        }

        var items = offered.Select(s => new ServiceItem(
            s.Id, s.Code, s.Name, s.Description, s.DurationMinutes, new Money(s.PriceMinor, s.Currency).ToDecimalString(), s.Currency.Code,
            [.. plan.PractitionersOf(s.Id).Select(p => new PractitionerItem(p.Id, p.Name, p.Title))], questions[s.Form]));
        return Results.Ok(new ServiceAnswer(tenant.PracticeName, tenant.Zone.Id, [.. items]));
    }

    public static async Task<IResult> AvailabilityAsync(
        string? service, string? from, string? to, string? practitioner, string? zone, ReadPlan plans, FindSlots slots, ITenant tenant, IClock clock, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var found = plan.Services.FirstOrDefault(s => s is { IsActive: true, IsOnline: true } && (s.Id.ToString() == service || s.Code == service));
        var at = string.IsNullOrEmpty(zone) ? tenant.Zone : DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone);
        var first = Date(from, tenant.Today(clock));
        var last = first is null ? null : Date(to, first.Value.PlusDays(6));
        Guid? who = Guid.TryParse(practitioner, out var given) ? given : null;
        var check = new Check()
            .That(found is not null, "service", "There is no such service.")
            .That(at is not null, "zone", "Give an IANA time zone such as Europe/Berlin.")
            .That(first is not null, "from", "Give a date such as 2026-01-31.")
            .That(who is not null || string.IsNullOrEmpty(practitioner), "practitioner", "Give the id of a practitioner, as the services name it.")
            .That(first is null || (last is not null && last >= first && Period.DaysBetween(first!.Value, last.Value) < MaxDays), "to", $"Give a date at most {MaxDays} days after the first.");
        if (check.Failed)
        {
            return check.ToProblem().ToHttp();
        }

        var times = await slots.ExecuteAsync(new FindSlots.Request(found!.Id, first!.Value, last!.Value, who) { Zone = at }, ct);
        var byDay = times.ToLookup(t => t.Start.InZone(at!).Date);
        var days = Enumerable.Range(0, Period.DaysBetween(first.Value, last.Value) + 1).Select(i => first.Value.PlusDays(i)).Select(d =>
            new FreeDay(LocalDatePattern.Iso.Format(d), [.. byDay[d].Select(t => OfferedSlot.Of(t, found.Id, who is null, at!))]));
        return Results.Ok(new AvailabilityAnswer(at!.Id, [.. days]));
    }

    public static async Task<IResult> BookAsync(
        BookingBody? body, HttpContext http, BookOnline book, NextFreeTimes next, ManageLink link, ICurrentActor actor, CancellationToken ct)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        using var client = actor.ActAs(ActorKind.Client, "booking page");
        var result = await book.ExecuteAsync(RequestOf(body, key), ct);
        if (result.Problem is { } problem)
        {
            problem = problem.Code == "slot-taken" && SlotKey.Parse(body?.SlotKey) is { } slot ? await next.AddToAsync(problem, slot, ct) : problem;
            return problem.ToHttp(problem.Code == "idempotency-key-reused" ? StatusCodes.Status422UnprocessableEntity : null);
        }

        var visit = result.Value;
        var zone = DateTimeZoneProviders.Tzdb[visit.Zone];
        return Results.Created((string?)null, new BookingAnswer(
            visit.Id, OfferedSlot.Iso(visit.Start, zone), OfferedSlot.Iso(visit.End, zone), visit.Zone, visit.PractitionerId, link.Of(visit)));
    }

    private static BookOnline.Request RequestOf(BookingBody? body, string key) =>
        new(body?.SlotKey, body?.Client?.GivenName, body?.Client?.FamilyName, body?.Client?.Email, body?.Client?.Phone, key.Length > 0 ? key : null)
        {
            Answers = (body?.Answers ?? []).ToDictionary(a => a.Key, a => Text(a.Value)),
        };

    private static string Text(JsonElement answer)
    {
        try
        {
            return answer.ValueKind == JsonValueKind.Null ? "" : answer.ToString();
        }
        catch (InvalidOperationException e)
        {
            throw new BadHttpRequestException("There is half a character in an answer.", e);
        }
    }

    private static LocalDate? Date(string? text, LocalDate? otherwise) =>
        string.IsNullOrEmpty(text) ? otherwise : LocalDatePattern.Iso.Parse(text) is { Success: true, Value.Year: > 1900 and < 3000 } parsed ? parsed.Value : null;
}
