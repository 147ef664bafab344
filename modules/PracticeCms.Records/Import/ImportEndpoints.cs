using System.Text.Json;
using PracticeCms.Ui;

namespace PracticeCms.Records.Import;

/// <summary>Upload, dry run, commit and the file of refused rows; the page shows the state in between.</summary>
internal static class ImportEndpoints
{
    private static readonly UploadRule Rule = new("file", 20 * 1024 * 1024, ".csv", ".tsv", ".txt");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/clients/import/upload", Upload).RequirePermission(Permissions.ImportClients)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(21 * 1024 * 1024));
        routes.MapPost("/admin/clients/import/{id:guid}/run", Run).RequirePermission(Permissions.ImportClients);
        routes.MapGet("/admin/clients/import/{id:guid}/errors.csv", Errors).RequirePermission(Permissions.ImportClients);
    }

    private static async Task<IResult> Upload(
        HttpRequest http, RecordsDb db, IUnitOfWork unitOfWork, IFileStore files, IUploads uploads, IClock clock, ICurrentActor actor, CancellationToken ct)
    {
        var file = (await http.ReadFormAsync(ct)).Files.GetFile("file");
        if (file is null)
        {
            return Problem.Invalid("file", "Choose a CSV file of at most 20 MB.").ToHttp();
        }

        await using var received = file.OpenReadStream();
        var accepted = await uploads.AcceptAsync(new ReceivedFile(file.FileName, file.ContentType, received), Rule, ct);
        if (accepted.Problem is { } problem)
        {
            return problem.ToHttp();
        }

        var id = await unitOfWork.RunAsync(
            async token =>
            {
                var stored = await files.SaveAsync(accepted.Value.Content, ct: token);
                var import = new ClientImport
                {
                    Id = Ids.New(),
                    FileName = accepted.Value.FileName,
                    FileId = stored.Id,
                    UploadedAt = clock.GetCurrentInstant(),
                    UploadedBy = actor.DisplayName,
                    UploaderId = actor.UserId,
                };
                db.Imports.Add(import);
                return import.Id;
            },
            ct);
        return Results.LocalRedirect($"~/admin/clients/import/{id}");
    }

    /// <summary>Tries the file with the posted mapping, or with <c>commit</c> imports it.</summary>
    private static async Task<IResult> Run(
        Guid id, HttpRequest http, RecordsDb db, IUnitOfWork unitOfWork, IFileStore files, ImportClients importer, IClock clock, ICurrentActor actor, CancellationToken ct)
    {
        var form = await http.ReadFormAsync(ct);
        var import = await db.ImportsOf(actor).FirstOrDefaultAsync(i => i.Id == id, ct);
        if (import is null || await files.OpenAsync(import.FileId, ct) is not { } content)
        {
            return Problem.NotFound("The import").ToHttp();
        }

        await using var _ = content;
        var mapping = form["header"].Zip(form["field"]).GroupBy(p => p.First ?? "").ToDictionary(g => g.Key, g => g.First().Second ?? "");
        var commit = form["action"] == "commit" && import.CommittedAt is null;
        var result = await importer.ExecuteAsync(new ImportClients.Request(content, mapping, !commit), ct);
        await unitOfWork.RunAsync(
            async token =>
            {
                var row = await db.Imports.FirstAsync(i => i.Id == id, token);
                row.Mapping = JsonSerializer.Serialize(mapping);
                row.Result = JsonSerializer.Serialize(result.Problem is { } problem ? Refused(problem) : result.Value);
                row.CommittedAt = commit && result.Succeeded ? clock.GetCurrentInstant() : row.CommittedAt;
            },
            ct);
        return Results.LocalRedirect($"~/admin/clients/import/{id}");
    }

    private static ImportResult Refused(Problem problem) =>
        new() { DryRun = true, Errors = [.. problem.Fields.Select(f => new ImportError(1, f.Field, f.Message))] };

    /// <summary>The refused rows as they came, with what is wrong in the first column: mend, upload again.</summary>
    private static async Task<IResult> Errors(Guid id, RecordsDb db, IFileStore files, ITenant tenant, ICurrentActor actor, CancellationToken ct)
    {
        var import = await db.ImportsOf(actor).FirstOrDefaultAsync(i => i.Id == id, ct);
        if (import?.Result is null || await files.OpenAsync(import.FileId, ct) is not { } content)
        {
            return Problem.NotFound("The import").ToHttp();
        }

        var errors = JsonSerializer.Deserialize<ImportResult>(import.Result)!.Errors.ToLookup(e => e.Row, e => e.Field.Length == 0 ? e.Message : $"{e.Field}: {e.Message}");
        using var source = new CsvClients(content, tenant.Culture);
        source.ReadHeaders();
        var text = new System.Text.StringBuilder();
        text.AppendLine(CsvText.Write(["Problem", .. source.Headers]));
        while (source.Next() is { } row)
        {
            if (errors.Contains(row.Number))
            {
                text.AppendLine(CsvText.Write([string.Join(' ', errors[row.Number]), .. row.Cells]));
            }
        }

        return Results.File(new System.Text.UTF8Encoding(true).GetBytes(text.ToString()), "text/csv; charset=utf-8", "rows-to-mend.csv");
    }
}
