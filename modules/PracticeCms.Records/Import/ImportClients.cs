using PracticeCms.Records.Fields;

namespace PracticeCms.Records.Import;

/// <summary>
/// Imports clients from CSV, in chunks that commit on their own: a broken connection loses at most one, and a second run adds nothing.
/// Each chunk has a scope of its own, so that memory does not grow with the file; it is the importer's, with their rights and their records.
/// </summary>
internal sealed class ImportClients(ITenantScopes scopes, ITenant tenant, ICurrentActor actor, ISettings settings)
{
    public const int ChunkSize = 500;

    /// <param name="Mapping">Field by header, where the guess is not what is wanted.</param>
    public sealed record Request(Stream Content, IReadOnlyDictionary<string, string> Mapping, bool DryRun, Action<int>? Progress = null);

    public async Task<Result<ImportResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        using var file = new CsvClients(request.Content, tenant.Culture);
        if (!file.ReadHeaders())
        {
            return Problem.Invalid("File", "The file is empty or its first row has no headers.");
        }

        if (file.Headers.Count > CsvText.MostColumns)
        {
            return Problem.Invalid("File", $"The file has more than {CsvText.MostColumns} columns.");
        }

        var mapping = CsvMapping.Make(file.Headers, request.Mapping, (await settings.GetAsync<CustomFields>(ct)).Of("Client"));
        if (mapping.Problem is { } problem)
        {
            return problem;
        }

        var result = new ImportResult { DryRun = request.DryRun };
        var seen = new RowsSeen();
        foreach (var chunk in file.Rows(mapping.Value).Chunk(ChunkSize))
        {
            ct.ThrowIfCancellationRequested();
            await InOwnScopeAsync(chunk, seen, result, ct);
            result.Rows += chunk.Length;
            request.Progress?.Invoke(result.Rows);
        }

        return result;
    }

    private Task<bool> InOwnScopeAsync(ImportRow[] chunk, RowsSeen seen, ImportResult result, CancellationToken ct) =>
        scopes.RunAsync(tenant.Name, async services =>
        {
            services.GetRequiredService<ICurrentActor>().ContinueAs(actor); // to its end, where what a dry run has read is written down
            await services.GetRequiredService<ImportChunk>().ExecuteAsync(chunk, seen, result, ct);
            return true;
        });
}
