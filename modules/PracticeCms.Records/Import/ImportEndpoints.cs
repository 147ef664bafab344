using System.Text.Json;
using PracticeCms.Ui;

namespace PracticeCms.Records.Import;

/// <summary>Upload, dry run, commit and the file of refused rows; the page shows the state in between.</summary>
internal static class ImportEndpoints
{
    public const long LargestFile = 20 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/clients/import/upload", Upload).RequirePermission(Permissions.ImportClients);
        routes.MapPost("/admin/clients/import/{id:guid}/run", Run).RequirePermission(Permissions.ImportClients);
        routes.MapGet("/admin/clients/import/{id:guid}/errors.csv", Errors).RequirePermission(Permissions.ImportClients);
    }

    private static async Task<IResult> Upload(
        HttpRequest http, RecordsDb db, IUnitOfWork unitOfWork, IFileStore files, IClock clock, ICurrentActor actor, Toasts toasts, CancellationToken ct)
    {
        var file = (await http.ReadFormAsync(ct)).Files.GetFile("file");
        if (file is null || file.Length is 0 or > LargestFile)
        {
            toasts.Add("Choose a CSV file of at most 20 MB.");
            return Results.LocalRedirect("~/admin/clients/import");
        }

        var id = await unitOfWork.RunAsync(
            async token =>
            {
                await using var content = file.OpenReadStream();
                var stored = await files.SaveAsync(content, token);
                var import = new ClientImport
                {
                    Id = Ids.New(),
                    FileName = Path.GetFileName(file.FileName),
                    FileId = stored.Id,
                    UploadedAt = clock.GetCurrentInstant(),
                    UploadedBy = actor.DisplayName,
                };
                db.Imports.Add(import);
                return import.Id;
            },
            ct);
        return Results.LocalRedirect($"~/admin/clients/import/{id}");
    }

    /// <summary>Tries the file with the posted mapping, or with <c>commit</c> imports it.</summary>
    private static async Task<IResult> Run(
        Guid id, HttpRequest http, RecordsDb db, IUnitOfWork unitOfWork, IFileStore files, ImportClients importer, IClock clock, CancellationToken ct)
    {
        var form = await http.ReadFormAsync(ct);
        var import = await db.Imports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct);
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
    private static async Task<IResult> Errors(Guid id, RecordsDb db, IFileStore files, ITenant tenant, CancellationToken ct)
    {
        var import = await db.Imports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct);
        if (import?.Result is null || await files.OpenAsync(import.FileId, ct) is not { } content)
        {
            return Problem.NotFound("The import").ToHttp();
        }

        var errors = JsonSerializer.Deserialize<ImportResult>(import.Result)!.Errors.ToLookup(e => e.Row, e => $"{e.Field}: {e.Message}");
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
