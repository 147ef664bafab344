using NodaTime.Text;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Booking;

/// <summary>The client's own page of a visit: see it, put it into a calendar, move it, cancel it. The link is the key.</summary>
internal sealed class VisitPages(ManageLink link, ChangeOnline change, DayStrip days, ReadPlan plans, IPublicPages pages, ITenant tenant, ISettings settings)
{
    public static Task<IResult> ShowAsync(string token, string? done, VisitPages own, ICurrentActor actor, CancellationToken ct) =>
        own.WithAsync(actor, token, visit => own.PageAsync("visit", "Your booking", visit, token, new() { ["done"] = done }, null, ct), ct);

    public static Task<IResult> InviteAsync(string token, VisitPages own, VisitInvite invite, ICurrentActor actor, CancellationToken ct) =>
        own.WithAsync(actor, token, async visit => Results.File(await invite.MakeAsync(visit, ct), VisitInvite.ContentType, "visit.ics"), ct);

    public static Task<IResult> AskCancelAsync(string token, VisitPages own, ChangeOnline change, ICurrentActor actor, CancellationToken ct) =>
        own.WithAsync(actor, token, visit => own.PageAsync("cancel", "Cancel the booking", visit, token, [], null, ct), ct);

    public static Task<IResult> CancelAsync(string token, VisitPages own, ChangeOnline change, ICurrentActor actor, CancellationToken ct) =>
        own.WithAsync(actor, token, async visit => (await change.CancelAsync(visit, ct)).Problem is { } problem
            ? await own.PageAsync("visit", "Your booking", visit, token, [], problem, ct)
            : own.Done(token, "cancelled"), ct);

    public static Task<IResult> AskMoveAsync(string token, string? day, VisitPages own, ICurrentActor actor, CancellationToken ct) =>
        own.WithAsync(actor, token, visit => own.TimesAsync(visit, token, day, null, ct), ct);

    public static async Task<IResult> MoveAsync(string token, HttpContext http, VisitPages own, ChangeOnline change, ICurrentActor actor, CancellationToken ct)
    {
        var form = await http.Request.ReadFormAsync(ct);
        return await own.WithAsync(actor, token, async visit =>
        {
            var slot = SlotKey.Parse(form["slot"]);
            var problem = slot is null ? Problem.Invalid("slot", "Choose a time.") : (await change.MoveAsync(visit, slot.Value, ct)).Problem;
            return problem is null ? own.Done(token, "moved") : await own.TimesAsync(visit, token, form["day"], problem, ct);
        }, ct);
    }

    private IResult Done(string token, string what) => Results.Redirect($"{BookingPages.BaseOf(tenant)}visit/{token}?done={what}");

    private async Task<IResult> WithAsync(ICurrentActor actor, string token, Func<Appointment, Task<IResult>> work, CancellationToken ct)
    {
        using var client = actor.ActAs(ActorKind.Client, "visit link");
        if (await link.FindAsync(token, ct) is not { } visit)
        {
            return await pages.PageAsync("scheduling/booking/gone", "This link does not work", new Dictionary<string, object?>(), StatusCodes.Status404NotFound, ct);
        }

        return await change.HasLinkEndedAsync(visit, ct) ? await EndedAsync(ct) : await work(visit);
    }

    private async Task<IResult> EndedAsync(CancellationToken ct)
    {
        var model = new Dictionary<string, object?> { ["days"] = (await settings.GetAsync<BookingPolicy>(ct)).LinkDays };
        return await pages.PageAsync("scheduling/booking/ended", "This link has ended", model, StatusCodes.Status410Gone, ct);
    }

    private async Task<IResult> TimesAsync(Appointment visit, string token, string? day, Problem? problem, CancellationToken ct)
    {
        var model = new Dictionary<string, object?>();
        var request = new FindSlots.Request(visit.ServiceId, default, default, visit.PractitionerId) { Except = visit.Id, DurationMinutes = ChangeOnline.Minutes(visit) };
        await days.AddAsync(model, request, LocalDatePattern.Iso.Parse(day ?? "") is { Success: true } parsed ? parsed.Value : null, any: false, ct);
        return await PageAsync("move", "Move the booking", visit, token, model, problem, ct);
    }

    private async Task<IResult> PageAsync(
        string template, string title, Appointment visit, string token, Dictionary<string, object?> model, Problem? problem, CancellationToken ct)
    {
        var plan = await plans.ExecuteAsync(ct);
        var zone = DateTimeZoneProviders.Tzdb[visit.Zone];
        var words = new VisitWords(tenant.Culture);
        model["form"] = true;
        model["token"] = token;
        model["problem"] = problem?.Message;
        model["service"] = plan.Service(visit.ServiceId)?.Name;
        model["who"] = plan.Resources[visit.PractitionerId].Name;
        model["where"] = plan.Locations[visit.LocationId].Name;
        model["address"] = plan.Locations[visit.LocationId].Address;
        model["when"] = words.When(visit.Start, zone);
        model["until"] = words.Time(visit.End, zone);
        model["zone"] = visit.Zone;
        model["cancelled"] = visit.Status is AppointmentStatus.Cancelled;
        model["can_change"] = await change.IsPossibleAsync(visit, ct);
        model["is_open"] = visit.Status is AppointmentStatus.Booked or AppointmentStatus.Confirmed;
        model["cut_off"] = words.When(await change.CutOffAsync(visit, ct), zone);
        model["phone"] = (await settings.GetAsync<PracticeSettings>(ct)).Phone;
        return await pages.PageAsync($"scheduling/booking/{template}", title, model, problem?.StatusCode() ?? StatusCodes.Status200OK, ct);
    }
}
