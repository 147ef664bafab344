using PracticeCms.Ui;
using PracticeCms.Workflows.Engine;

namespace PracticeCms.Workflows.Running;

internal static class RunEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/admin/workflows/instances/{id:guid}/retry", Retry).RequirePermission(Permissions.ManageWorkflows);

    private static async Task<IResult> Retry(Guid id, MendWorkflow mend, Toasts toasts, CancellationToken ct)
    {
        if ((await mend.RetryAsync(id, ct)).Problem is { } problem)
        {
            return problem.ToHttp();
        }

        toasts.Add("The step is tried again");
        return Results.LocalRedirect($"~/admin/workflows/instances/{id}");
    }
}
