using PracticeCms.Ui;

namespace PracticeCms.Records.Documents;

internal static class DocumentEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/clients/{clientId:guid}/documents/{id:guid}", Download).RequirePermission(Permissions.ViewDocuments);
        routes.MapPost("/admin/clients/{clientId:guid}/documents/{id:guid}/delete", Delete).RequirePermission(Permissions.ManageDocuments);
        routes.MapPost("/admin/clients/{clientId:guid}/documents/{id:guid}/restore", Restore).RequirePermission(Permissions.ManageDocuments);
    }

    /// <summary>Always saved, never shown: a file from outside must not run in the practice's own pages.</summary>
    private static async Task<IResult> Download(Guid clientId, Guid id, RecordsDb db, IFileStore files, HttpResponse response, CancellationToken ct)
    {
        var document = await db.Documents.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id && d.ClientId == clientId && d.DeletedAt == null, ct);
        if (document is null || await files.OpenAsync(document.FileId, ct) is not { } content)
        {
            return Problem.NotFound("The document").ToHttp();
        }

        response.ContentLength = content.Length; // the result asks only streams that can be wound back
        return Results.File(content, document.ContentType, document.FileName);
    }

    private static async Task<IResult> Delete(Guid clientId, Guid id, StoreDocument store, Toasts toasts, CancellationToken ct)
    {
        if (await store.SetDeletedAsync(clientId, id, deleted: true, ct) is { Problem: { } problem })
        {
            return problem.ToHttp();
        }

        toasts.Add("Document deleted", $"admin/clients/{clientId}/documents/{id}/restore");
        return Back(clientId);
    }

    private static async Task<IResult> Restore(Guid clientId, Guid id, StoreDocument store, Toasts toasts, CancellationToken ct)
    {
        if (await store.SetDeletedAsync(clientId, id, deleted: false, ct) is { Problem: { } problem })
        {
            return problem.ToHttp();
        }

        toasts.Add("Document is back");
        return Back(clientId);
    }

    private static IResult Back(Guid clientId) => Results.LocalRedirect($"~/admin/clients/{clientId}?tab=documents");
}

internal sealed class DocumentTimeline(RecordsDb db, IAuditReads reads) : Contracts.ITimelineSource
{
    public Permission Permission => Permissions.ViewDocuments;

    public async Task<IReadOnlyList<Contracts.TimelineEntry>> GetAsync(Guid clientId, int limit, CancellationToken ct)
    {
        var documents = await db.Documents.Where(d => d.ClientId == clientId && d.DeletedAt == null).OrderByDescending(d => d.UploadedAt).Take(limit)
            .Select(d => new { d.FileName, d.UploadedAt, d.UploadedBy }).ToListAsync(ct);
        if (documents.Count > 0)
        {
            reads.Seen("Document", clientId);
        }

        return [.. documents.Select(d => new Contracts.TimelineEntry(
            d.UploadedAt, "paperclip", $"Document {d.FileName}", d.UploadedBy, $"admin/clients/{clientId}?tab=documents"))];
    }
}
