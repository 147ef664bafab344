using PracticeCms.Scheduling.Appointments;
using PracticeCms.Ui;

namespace PracticeCms.Scheduling.Calendar;

/// <summary>One outcome, two readers: JSON for the script, a message and the way back for a plain form.</summary>
internal sealed class CalendarAnswers(Toasts toasts)
{
    public async Task<IResult> AnswerAsync(HttpContext http, Guid id, Result<Appointment> outcome, string text, string? undo, CancellationToken ct)
    {
        if (http.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return outcome.Problem is { } refused ? refused.ToHttp() : Microsoft.AspNetCore.Http.Results.Json(new { id, version = outcome.Value.Version, text, undo });
        }

        if (outcome.Problem is { } problem)
        {
            toasts.Add(problem.Message);
        }
        else
        {
            toasts.Add(text, undo);
        }

        var back = await CalendarEndpoints.FieldAsync(http, "back", ct) ?? Referer(http) ?? $"admin/appointments/{id}";
        return Microsoft.AspNetCore.Http.Results.Redirect($"{http.Request.PathBase}/{PortalAddress.Of(back, "admin/calendar")}");
    }

    /// <summary>An undo in a message comes from whichever page shows it.</summary>
    private static string? Referer(HttpContext http)
    {
        var prefix = $"{http.Request.PathBase}/";
        return Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value && from.PathAndQuery.StartsWith(prefix, StringComparison.Ordinal)
            ? from.PathAndQuery[prefix.Length..]
            : null;
    }
}
