using Microsoft.AspNetCore.Mvc;

namespace PracticeAdmin.Work;

internal static class IncidentEndpoints
{
    public static async Task<IResult> RetryAsync(Guid id, HttpContext http, IIncidents incidents, Toasts toasts, CancellationToken ct) =>
        Answer(http, await incidents.RetryAsync(id, ct), toasts, "It is being tried again");

    public static async Task<IResult> SkipAsync(Guid id, [FromForm] string? reason, HttpContext http, IIncidents incidents, Toasts toasts, CancellationToken ct) =>
        Answer(http, await incidents.SkipAsync(id, reason, ct), toasts, "Left out");

    private static IResult Answer(HttpContext http, Result result, Toasts toasts, string done)
    {
        if (result.Problem is { Kind: ProblemKind.NotFound } missing)
        {
            return missing.ToHttp();
        }

        toasts.Add(result.Problem?.Message ?? done);
        return Results.Redirect($"{http.Request.PathBase}/admin/incidents");
    }
}
