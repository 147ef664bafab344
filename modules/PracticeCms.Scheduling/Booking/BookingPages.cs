using System.Globalization;
using NodaTime.Text;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Ui;

namespace PracticeCms.Scheduling.Booking;

/// <summary>The booking pages: service, person, day and time, details. Plain links and forms; nothing needs script.</summary>
internal sealed class BookingPages(
    ReadPlan plans, DayStrip days, NextFreeTimes next, BookingQuestions questions, IPublicPages pages, ITenant tenant, ISettings settings, IClock clock)
{
    public static Task<IResult> StartAsync(BookingPages own, IVocabulary words, CancellationToken ct) => own.ServicesAsync(words, ct);

    public static Task<IResult> TimesAsync(string service, string? with, string? day, BookingPages own, CancellationToken ct) => own.ChooseAsync(service, with, day, ct);

    public static Task<IResult> DetailsAsync(string service, string? slot, BookingPages own, CancellationToken ct) =>
        own.FormAsync(service, SlotKey.Parse(slot), BookingForm.Empty, null, ct);

    public static async Task<IResult> BookAsync(string service, HttpContext http, BookingPages own, BookOnline book, ManageLink link, ICurrentActor actor, ITenant tenant, CancellationToken ct)
    {
        var form = BookingForm.Read(await http.Request.ReadFormAsync(ct));
        if (form.IsRobot)
        {
            return Results.Redirect(BaseOf(tenant) + "book");
        }

        using var client = actor.ActAs(ActorKind.Client, "booking page");
        var result = await book.ExecuteAsync(form.ToRequest(), ct);
        return result.Problem is { } problem
            ? await own.FormAsync(service, SlotKey.Parse(form.Slot), form, problem, ct)
            : Results.Redirect($"{BaseOf(tenant)}visit/{link.TokenOf(result.Value)}?done=booked");
    }

    public static string BaseOf(ITenant tenant) => tenant.Prefix.Length == 0 ? "/" : $"/{tenant.Prefix}/";

    private async Task<IResult> ServicesAsync(IVocabulary words, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var services = plan.Services.Where(s => s.IsActive && s.IsOnline && plan.PractitionersOf(s.Id).Count > 0).Select(s => ServiceModel(s)).ToList();
        var phone = (await settings.GetAsync<PracticeSettings>(ct)).Phone;
        return await pages.PageAsync("scheduling/booking/book", $"Book {words.WithArticle("Appointment")}", new Dictionary<string, object?> { ["services"] = services, ["phone"] = phone }, ct: ct);
    }

    private async Task<IResult> ChooseAsync(string code, string? with, string? day, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        if (Find(plan, code) is not { } service)
        {
            return Results.NotFound();
        }

        var people = plan.PractitionersOf(service.Id);
        var chosen = people.FirstOrDefault(p => p.Code == with);
        var model = new Dictionary<string, object?> { ["service"] = ServiceModel(service), ["url"] = $"book/{service.Code}" };
        if (people.Count > 1 && chosen is null && with != "any")
        {
            model["people"] = people.Select(p => new Dictionary<string, object?> { ["code"] = p.Code, ["name"] = p.Name, ["title"] = p.Title }).ToList();
            return await pages.PageAsync("scheduling/booking/who", "Who would you like to see?", model, ct: ct);
        }

        var any = chosen is null && people.Count > 1;
        var request = new FindSlots.Request(service.Id, default, default, any ? null : chosen?.Id ?? people.FirstOrDefault()?.Id);
        model["with"] = any ? "any" : chosen?.Code ?? people.FirstOrDefault()?.Code ?? "any";
        model["who"] = any ? "Anyone available" : (chosen ?? people.FirstOrDefault())?.Name;
        await days.AddAsync(model, request, LocalDatePattern.Iso.Parse(day ?? "") is { Success: true } parsed ? parsed.Value : null, any, ct);
        return await pages.PageAsync("scheduling/booking/times", "Choose a time", model, ct: ct);
    }

    private async Task<IResult> FormAsync(string code, SlotKey? slot, BookingForm form, Problem? problem, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        if (Find(plan, code) is not { } service)
        {
            return Results.NotFound();
        }

        if (slot is not { } chosen || chosen.ServiceId != service.Id || !plan.Resources.TryGetValue(chosen.PractitionerId, out var who))
        {
            return Results.Redirect($"{BaseOf(tenant)}book/{service.Code}");
        }

        var words = new VisitWords(tenant.Culture);
        var zone = plan.ZoneOf(who);
        var model = new Dictionary<string, object?>
        {
            ["form"] = true,
            ["service"] = ServiceModel(service),
            ["url"] = $"book/{service.Code}",
            ["with"] = chosen.AnyPractitioner ? "any" : who.Code,
            ["slot"] = chosen.ToString(),
            ["key"] = form.Key.Length > 0 ? form.Key : Ids.Token(),
            ["when"] = words.When(chosen.Start, zone),
            ["zone"] = zone.Id,
            ["who"] = chosen.AnyPractitioner ? null : who.Name,
            ["where"] = plan.Locations[who.LocationId].Name,
            ["input"] = form.ToModel(),
            ["questions"] = await questions.ModelAsync(service.Form, form.Answers, problem, ct),
            ["problem"] = problem?.Message,
            ["taken"] = problem?.Code == "slot-taken",
            ["over"] = chosen.Start <= clock.GetCurrentInstant(),
            ["errors"] = problem?.Fields.Where(f => !f.Field.StartsWith(BookingQuestions.Prefix, StringComparison.Ordinal)).GroupBy(f => f.Field).ToDictionary(f => f.Key, f => (object?)f.First().Message) ?? [],
        };
        if (problem?.Code == "slot-taken")
        {
            model["next"] = (await next.FindAsync(chosen, ct)).Select(f => new Dictionary<string, object?>
            {
                ["key"] = new SlotKey(service.Id, f.PractitionerId, f.Start, chosen.AnyPractitioner).ToString(),
                ["when"] = words.Short(f.Start, zone),
            }).ToList();
        }

        return await pages.PageAsync("scheduling/booking/details", "Your details", model, problem?.StatusCode() ?? StatusCodes.Status200OK, ct);
    }

    private static Service? Find(Plan plan, string code) => plan.Services.FirstOrDefault(s => s is { IsActive: true, IsOnline: true } && s.Code == code);

    private Dictionary<string, object?> ServiceModel(Service s) => new()
    {
        ["code"] = s.Code,
        ["name"] = s.Name,
        ["description"] = s.Description,
        ["minutes"] = s.DurationMinutes,
        ["price"] = s.PriceMinor == 0 ? null : new Money(s.PriceMinor, s.Currency).Format(tenant.Culture),
    };
}

/// <summary>How a time of a visit is written; with the offset where the clocks show it twice.</summary>
internal readonly record struct VisitWords(CultureInfo Culture)
{
    public string When(Instant at, DateTimeZone zone) => $"{Moment.LongDay(at.InZone(zone).Date, Culture)}, {Time(at, zone)}";

    public string Short(Instant at, DateTimeZone zone) => $"{Moment.Day(at.InZone(zone).Date, Culture)}, {Time(at, zone)}";

    public string Time(Instant at, DateTimeZone zone)
    {
        var local = at.InZone(zone);
        var text = local.TimeOfDay.ToString("t", Culture);
        return zone.MapLocal(local.LocalDateTime).Count == 2 ? $"{text} (UTC{local.Offset.ToString("m", Culture)})" : text;
    }
}
