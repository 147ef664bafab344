using PracticeCms.Ui;

namespace PracticeCms.Records.Notes;

internal static class NoteEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/admin/clients/{clientId:guid}/notes/{id:guid}/sign", Sign).RequirePermission(Permissions.ManageNotes);

    private static async Task<IResult> Sign(Guid clientId, Guid id, WriteNote notes, Toasts toasts, CancellationToken ct)
    {
        if (await notes.SignAsync(clientId, id, ct) is { Problem: { } problem })
        {
            return problem.ToHttp();
        }

        toasts.Add("Note signed and locked");
        return Results.LocalRedirect($"~/admin/clients/{clientId}?tab=notes");
    }
}
