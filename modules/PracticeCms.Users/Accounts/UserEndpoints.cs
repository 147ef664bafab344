using PracticeCms.Ui;

namespace PracticeCms.Users.Accounts;

internal static class UserEndpoints
{
    public static Task<IResult> DisableAsync(Guid id, HttpContext http, SwitchUser use, Toasts toasts, CancellationToken ct) =>
        SwitchAsync(id, false, http, use, toasts, ct);

    public static Task<IResult> EnableAsync(Guid id, HttpContext http, SwitchUser use, Toasts toasts, CancellationToken ct) =>
        SwitchAsync(id, true, http, use, toasts, ct);

    private static async Task<IResult> SwitchAsync(Guid id, bool enabled, HttpContext http, SwitchUser use, Toasts toasts, CancellationToken ct)
    {
        var result = await use.ExecuteAsync(id, enabled, ct);
        if (result.Problem is { Kind: ProblemKind.NotFound } missing)
        {
            return missing.ToHttp();
        }

        if (result.Problem is { } problem)
        {
            toasts.Add(problem.Message);
        }
        else if (result.Value)
        {
            toasts.Add(enabled ? "Account switched on" : "Account switched off", $"admin/users/{id}/{(enabled ? "disable" : "enable")}");
        }

        return Results.Redirect($"{http.Request.PathBase}/admin/users/{id}");
    }
}
