using PracticeCms.Ui;

namespace PracticeCms.Tasks.List;

internal static class TaskEndpoints
{
    public static async Task<IResult> CompleteAsync(Guid id, HttpContext http, CompleteTask use, Toasts toasts, CancellationToken ct)
    {
        var result = await use.ExecuteAsync(id, true, ct);
        if (result.Problem is { } problem)
        {
            return problem.ToHttp();
        }

        if (result.Value)
        {
            toasts.Add("Task completed", $"admin/tasks/{id}/reopen");
        }

        return Back(http);
    }

    public static async Task<IResult> ReopenAsync(Guid id, HttpContext http, CompleteTask use, Toasts toasts, CancellationToken ct)
    {
        var result = await use.ExecuteAsync(id, false, ct);
        if (result.Problem is { } problem)
        {
            return problem.ToHttp();
        }

        if (result.Value)
        {
            toasts.Add("Task is open again");
        }

        return Back(http);
    }

    // To the page the button was on: the dashboard, a list with its filter, or a client.
    private static IResult Back(HttpContext http)
    {
        var from = http.Request.Headers.Referer.ToString();
        var local = Uri.TryCreate(from, UriKind.Absolute, out var url) && url.Authority == http.Request.Host.Value
            && url.AbsolutePath.StartsWith($"{http.Request.PathBase}/admin", StringComparison.OrdinalIgnoreCase)
            && !url.AbsolutePath.StartsWith("//", StringComparison.Ordinal);
        return Results.Redirect(local ? url!.PathAndQuery : $"{http.Request.PathBase}/admin/tasks");
    }
}
