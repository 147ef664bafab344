using PracticeCms.Ui;

namespace PracticeCms.Compliance.Keys;

internal static class KeyEndpoints
{
    public static async Task<IResult> RotateAsync(HttpContext http, IPracticeKeys keys, Toasts toasts, CancellationToken ct)
    {
        var version = await keys.RotateAsync(ct);
        toasts.Add($"Version {version} is in use; keys are wrapped with it in the background");
        return Results.Redirect($"{http.Request.PathBase}/admin/privacy/keys");
    }
}
