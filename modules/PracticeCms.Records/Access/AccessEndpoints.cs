using Microsoft.AspNetCore.Mvc;
using PracticeCms.Ui;

namespace PracticeCms.Records.Access;

internal static class AccessEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var access = routes.MapGroup("/admin/clients/{id:guid}/access").RequirePermission(Permissions.ManageClientAccess);
        access.MapPost("/team", Add).WithSummary("Put somebody on the client's team");
        access.MapPost("/team/remove", Remove).WithSummary("Take somebody off the client's team");
        access.MapPost("/restrict", Restrict).WithSummary("For the team alone");
        access.MapPost("/open", Open).RequireFreshFactor().WithSummary("For everybody whose role admits it");
        access.MapPost("/hide", Hide).WithSummary("Hide the client from one member of staff");
        access.MapPost("/show", Show).RequireFreshFactor().WithSummary("Take a wall down");
    }

    private static async Task<IResult> Add(Guid id, [FromForm] Guid? user, [FromForm] bool? responsible, ChangeAccess change, Toasts toasts, CancellationToken ct) =>
        Answer(id, await change.AddMemberAsync(id, user ?? Guid.Empty, responsible == true, ct), toasts, "On the team");

    private static async Task<IResult> Remove(Guid id, [FromForm] Guid? user, ChangeAccess change, Toasts toasts, CancellationToken ct) =>
        Answer(id, await change.RemoveMemberAsync(id, user ?? Guid.Empty, ct), toasts, "No longer on the team");

    private static async Task<IResult> Restrict(Guid id, [FromForm] string? reason, ICurrentActor actor, ChangeAccess change, Toasts toasts, CancellationToken ct) =>
        Answer(id, await change.RestrictAsync(id, actor.UserId ?? Guid.Empty, reason, ct), toasts, "For the team alone");

    private static async Task<IResult> Open(Guid id, ChangeAccess change, Toasts toasts, CancellationToken ct) =>
        Answer(id, await change.OpenAsync(id, ct), toasts, "Open to everybody whose role admits it");

    private static async Task<IResult> Hide(Guid id, [FromForm] Guid? user, [FromForm] string? reason, ChangeAccess change, Toasts toasts, CancellationToken ct) =>
        Answer(id, await change.HideFromAsync(id, user ?? Guid.Empty, reason, ct), toasts, "Hidden");

    private static async Task<IResult> Show(Guid id, [FromForm] Guid? user, ChangeAccess change, Toasts toasts, CancellationToken ct) =>
        Answer(id, await change.ShowToAsync(id, user ?? Guid.Empty, ct), toasts, "No longer hidden");

    private static IResult Answer(Guid id, Result result, Toasts toasts, string done)
    {
        if (result.Problem is { Kind: ProblemKind.NotFound } missing)
        {
            return missing.ToHttp();
        }

        toasts.Add(result.Problem?.Message ?? done);
        return Results.LocalRedirect($"~/admin/clients/{id}?tab=access");
    }
}
