using System.Text;
using PracticeCms.Ui;

namespace PracticeCms.Workflows.Types;

internal static class TypeEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/workflows/{id:guid}/enable", Enable).RequirePermission(Permissions.ManageWorkflows).RequireFreshFactor();
        routes.MapPost("/admin/workflows/{id:guid}/disable", Disable).RequirePermission(Permissions.ManageWorkflows);
        routes.MapPost("/admin/workflows/stop", Stop).RequirePermission(Permissions.ManageWorkflows);
        routes.MapPost("/admin/workflows/go-on", GoOn).RequirePermission(Permissions.ManageWorkflows);
        routes.MapGet("/admin/workflows/{id:guid}/export", Export).RequirePermission(Permissions.ViewWorkflows);
    }

    private static async Task<IResult> Enable(Guid id, SwitchType change, Toasts toasts, CancellationToken ct) =>
        Back(await change.ExecuteAsync(id, true, ct), toasts, "Switched on");

    private static async Task<IResult> Disable(Guid id, SwitchType change, Toasts toasts, CancellationToken ct) =>
        Back(await change.ExecuteAsync(id, false, ct), toasts, "Switched off; what runs goes on", $"admin/workflows/{id}/enable");

    private static async Task<IResult> Stop(StopWorkflows change, Toasts toasts, CancellationToken ct) =>
        Back(await change.StopAllAsync("", ct), toasts, "All workflows stopped", "admin/workflows/go-on");

    private static async Task<IResult> GoOn(StopWorkflows change, Toasts toasts, CancellationToken ct) => Back(await change.GoOnAsync(ct), toasts, "Workflows go on");

    private static async Task<IResult> Export(Guid id, WorkflowsDb db, CancellationToken ct)
    {
        if (await db.Types.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct) is not { } type)
        {
            return Problem.NotFound("The workflow").ToHttp();
        }

        var version = await db.Versions.AsNoTracking().FirstAsync(v => v.Id == type.CurrentVersionId, ct);
        return Results.File(Encoding.UTF8.GetBytes(WorkflowTypeJson.Write(TypeExport.Json(type, version))), "application/json", "workflow.json");
    }

    private static IResult Back(Result result, Toasts toasts, string done, string? undo = null)
    {
        if (result.Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add(done, undo);
        return Results.LocalRedirect("~/admin/workflows");
    }
}
