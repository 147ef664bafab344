using PracticeCms.Ui;

namespace PracticeCms.Hosting;

internal static class TenantEndpoints
{
    public static async Task<IResult> SuspendAsync(string name, HttpContext http, ITenants tenants, Toasts toasts, CancellationToken ct) =>
        Answer(await tenants.SuspendAsync(name, ct), name, "suspended", http, toasts);

    public static async Task<IResult> ResumeAsync(string name, HttpContext http, ITenants tenants, Toasts toasts, CancellationToken ct) =>
        Answer(await tenants.ResumeAsync(name, ct), name, "running again", http, toasts);

    public static async Task<IResult> MeasureAsync(HttpContext http, ITenants tenants, Toasts toasts, CancellationToken ct)
    {
        await tenants.GatherUsageAsync(ct);
        toasts.Add("Measured");
        return Results.Redirect($"{http.Request.PathBase}/admin/tenants");
    }

    private static IResult Answer(Result result, string name, string done, HttpContext http, Toasts toasts)
    {
        if (result.Problem is { Kind: ProblemKind.NotFound } missing)
        {
            return missing.ToHttp();
        }

        toasts.Add(result.Problem?.Message ?? $"{name} is {done}");
        return Results.Redirect($"{http.Request.PathBase}/admin/tenants/{Uri.EscapeDataString(name)}");
    }
}
