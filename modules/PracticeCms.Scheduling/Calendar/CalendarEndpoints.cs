using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PracticeCms.Records.Contracts;
using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Contracts;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>What the board's script and its forms call. Each answers a script with JSON and a plain form with a page.</summary>
internal static class CalendarEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/calendar/board", BoardAsync).RequirePermission(Permissions.ViewCalendar);
        routes.MapGet("/admin/calendar/live", CalendarLive.Stream).RequirePermission(Permissions.ViewCalendar);
        routes.MapPost("/admin/calendar/clients", ClientsAsync).RequirePermission(Permissions.ManageAppointments).LimitRate(RateClass.Search);
        var visit = routes.MapGroup("/admin/appointments/{id:guid}");
        visit.MapPost("/move", MoveAsync).RequirePermission(Permissions.ManageAppointments);
        MapStatus(visit, "/arrive", "Arrived", "undo-arrive", (use, id, _, ct) => use.ArriveAsync(id, ct));
        MapStatus(visit, "/undo-arrive", "Not arrived after all", "arrive", (use, id, _, ct) => use.UndoArriveAsync(id, ct));
        MapStatus(visit, "/complete", "Completed", null, (use, id, _, ct) => use.FulfilAsync(id, ct));
        MapStatus(visit, "/no-show", "Marked as no-show", "restore", (use, id, _, ct) => use.NoShowAsync(id, ct));
        MapStatus(visit, "/cancel", "Cancelled", "restore", (use, id, reason, ct) => use.CancelAsync(id, CancelledBy.Practice, reason, ct));
        MapStatus(visit, "/restore", "Booked again", null, (use, id, _, ct) => use.RestoreAsync(id, ct));
    }

    private static void MapStatus(
        RouteGroupBuilder visit, string path, string text, string? undo, Func<ChangeStatus, Guid, string?, CancellationToken, Task<Result<Appointment>>> change) =>
        visit.MapPost(path, async (Guid id, HttpContext http, ChangeStatus use, CalendarAnswers answers, CancellationToken ct) =>
        {
            var changed = await change(use, id, await FieldAsync(http, "reason", ct), ct);
            return await answers.AnswerAsync(http, id, changed, text, undo is null ? null : $"admin/appointments/{id}/{undo}", ct);
        }).RequirePermission(Permissions.ManageAppointments);

    private static async Task<IResult> BoardAsync(HttpContext http, LoadBoard loader, ICurrentActor actor, CancellationToken ct)
    {
        var board = await loader.ExecuteAsync(loader.Parse(http.Request.Query), ct);
        return new RazorComponentResult<BoardFragment>(new Dictionary<string, object?>
        {
            [nameof(BoardFragment.Model)] = board,
            [nameof(BoardFragment.CanBook)] = actor.Can(Permissions.ManageAppointments),
        });
    }

    private static async Task<IResult> ClientsAsync(HttpContext http, IClients clients, CancellationToken ct)
    {
        var asked = (await FieldAsync(http, "q", ct))?.Trim() ?? "";
        var found = asked.Length < 2 ? [] : await clients.SearchAsync(asked, 8, ct);
        return new RazorComponentResult<ClientChoices>(new Dictionary<string, object?>
        {
            [nameof(ClientChoices.Clients)] = found,
            [nameof(ClientChoices.Asked)] = asked.Length >= 2,
        });
    }

    private static async Task<IResult> MoveAsync(Guid id, HttpContext http, SchedulingDb db, MoveAppointment move, CalendarAnswers answers, ICurrentActor actor, CancellationToken ct)
    {
        var before = await db.Appointments.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        if (before is null)
        {
            return Problem.NotFound("The visit").ToHttp();
        }

        var wall = WallTimes.DateTime(await FieldAsync(http, "start", ct) ?? $"{await FieldAsync(http, "date", ct)}T{await FieldAsync(http, "time", ct)}");
        var overbook = await FieldAsync(http, "overbook", ct) == "true";
        Result<Appointment> moved = wall is null ? Problem.Invalid("time", "Enter a date and a time.")
            : overbook && !actor.Can(Permissions.Overbook) ? Problem.Forbidden("You may not book over a time that is taken.")
            : await move.ExecuteAsync(
                new MoveAppointment.Request(
                    id, WallTimes.At(before.Zone, wall.Value), Guid.TryParse(await FieldAsync(http, "with", ct), out var with) ? with : null,
                    await NumberAsync(http, "minutes", ct), await NumberAsync(http, "version", ct), overbook),
                ct);
        return await answers.AnswerAsync(http, id, moved, "Moved", UndoMove(before), ct);
    }

    private static string UndoMove(Appointment before) =>
        $"admin/appointments/{before.Id}/move?start={WallTimes.Text(before.LocalDate + before.LocalStart)}&with={before.PractitionerId}"
        + $"&minutes={((int)(before.End - before.Start).TotalMinutes).ToString(CultureInfo.InvariantCulture)}{(before.IsOverbook ? "&overbook=true" : "")}";

    private static async Task<int?> NumberAsync(HttpContext http, string name, CancellationToken ct) =>
        int.TryParse(await FieldAsync(http, name, ct), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>From the form, or from the address where an undo link carries it.</summary>
    internal static async Task<string?> FieldAsync(HttpContext http, string name, CancellationToken ct)
    {
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;
        return form.TryGetValue(name, out var field) ? field.ToString() : http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;
    }
}
