using PracticeCms.Ui;

namespace PracticeCms.Users.Roles;

internal static class RoleEndpoints
{
    public static async Task<IResult> DeleteAsync(string name, HttpContext http, DeleteRole use, Toasts toasts, CancellationToken ct)
    {
        var result = await use.ExecuteAsync(name, ct);
        toasts.Add(result.Problem?.Message ?? $"Role {name} deleted");
        return Results.Redirect($"{http.Request.PathBase}/admin/roles");
    }
}
