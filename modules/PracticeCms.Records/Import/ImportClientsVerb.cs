using System.CommandLine;

namespace PracticeCms.Records.Import;

/// <summary><c>import clients FILE [--dry-run] [--map header=field]...</c></summary>
internal sealed class ImportClientsVerb : ICliVerb
{
    private readonly Argument<string> file = new("file") { Description = "CSV with headers in the first row; - reads standard input" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Check every row and change nothing" };
    private readonly Option<string[]> map = new("--map") { Description = "header=field, where the guess is wrong; header= leaves the column out", AllowMultipleArgumentsPerToken = true };

    public string Path => "import clients";
    public string Description => "Import clients from a CSV file; running it again adds nothing";

    public void Describe(Command command)
    {
        command.Arguments.Add(file);
        command.Options.Add(dryRun);
        command.Options.Add(map);
    }

    public async Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var path = run.Arguments.GetValue(file)!;
        if (path != "-" && !File.Exists(path))
        {
            return run.Fail(Problem.NotFound($"The file {path}"));
        }

        var mapping = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in run.Arguments.GetValue(map) ?? [])
        {
            var equals = pair.LastIndexOf('=');
            if (equals <= 0)
            {
                return run.Fail(Problem.Invalid("map", $"'{pair}' is not header=field."));
            }

            mapping[pair[..equals]] = pair[(equals + 1)..];
        }

        return await run.InTenantAsync(async services =>
        {
            await using var content = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            var request = new ImportClients.Request(content, mapping, run.Arguments.GetValue(dryRun), rows => run.Progress($"{rows} rows"));
            var result = await services.GetRequiredService<ImportClients>().ExecuteAsync(request, ct);
            return result.Problem is { } problem ? run.Fail(problem) : Report(run, result.Value);
        });
    }

    private static int Report(ICliRun run, ImportResult result)
    {
        run.Result(
            new { rows = result.Rows, created = result.Created, updated = result.Updated, skipped = result.Skipped, refused = result.Refused, dryRun = result.DryRun, errors = result.Errors.Select(e => new { row = e.Row, field = e.Field, message = e.Message }) },
            [
                $"{result.Rows} rows: {result.Created} created, {result.Updated} updated, {result.Skipped} skipped, {result.Refused} refused{(result.DryRun ? " (dry run: nothing was changed)" : "")}",
                .. result.Errors.Select(e => $"row {e.Row}, {e.Field}: {e.Message}"),
            ]);
        return result.Errors.Count > 0 ? ExitCodes.Validation : ExitCodes.Ok;
    }
}
