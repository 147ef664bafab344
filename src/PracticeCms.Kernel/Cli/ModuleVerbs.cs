using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Packages;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>module show ID</c>: the same that administrators see before they switch it on.</summary>
internal sealed class ShowModuleVerb : ICliVerb
{
    private readonly Argument<string> id = new("id") { Description = "Id of the module." };

    public string Path => "module show";
    public string Description => "Show what a module would add to a practice.";

    public void Describe(Command command) => command.Add(id);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(services =>
    {
        var wanted = run.Arguments.GetRequiredValue(id);
        if (services.GetRequiredService<IModules>().Review(wanted) is not { } review)
        {
            return Task.FromResult(run.Fail(Problem.NotFound($"The module '{wanted}'")));
        }

        var features = services.GetRequiredService<IFeatures>();
        run.Result(
            new
            {
                review.Module.Id, review.Module.Name, review.Module.Description, review.Module.Version, review.Module.Author,
                package = review.Module.Package,
                features = review.Features.Select(f => new { f.Id, enabled = features.IsEnabled(f.Id), f.Dependencies }),
                review.Permissions, review.Endpoints, review.Tables, review.SchemaChanges, review.Parts,
            },
            Lines(review, features, services.GetRequiredService<IVocabulary>()));
        return Task.FromResult(ExitCodes.Ok);
    });

    private static IEnumerable<string> Lines(ModuleReview review, IFeatures features, IVocabulary words) =>
    [
        $"{review.Module.Id} {review.Module.Version} by {review.Module.Author}",
        review.Module.Package is { } package ? $"package, {(package.Signer is { } signer ? $"signed by {signer}" : "not signed")}, module.json {package.Sha256}" : "part of this host",
        .. review.Features.Select(f => $"feature     {(features.IsEnabled(f.Id) ? "on " : "off")} {f.Id}{(f.Dependencies.Count > 0 ? $", needs {string.Join(", ", f.Dependencies)}" : "")}"),
        .. review.Permissions.Select(p => $"permission  {p.Name}: {(p.IsDeclared ? words.Say(p.Description) : "of another module")}; to {(p.Roles.Count == 0 ? "nobody" : string.Join(", ", p.Roles))}"),
        .. review.Endpoints.Select(e => $"{(e.IsPage ? "page        " : "endpoint    ")}{e.Verbs} {e.Route}: {Access(e)}"),
        .. review.Tables.Select(t => $"table       {t.Name}, {t.Columns} columns"),
        .. review.SchemaChanges.Select(c => $"{(c.IsSql ? "SQL         " : "schema      ")}{c.Text.ReplaceLineEndings(" ")}"),
        .. review.Parts.Select(p => $"part        {p.Kind}: {p.Name}"),
    ];

    private static string Access(EndpointReview endpoint) =>
        endpoint.Permissions.Count > 0 ? string.Join(" and ", endpoint.Permissions)
        : endpoint.Public is { } why ? $"anyone, because: {why}"
        : endpoint.IsSignedIn ? "everyone signed in" : "nobody";
}

/// <summary><c>module purge ID --yes-delete-data</c>.</summary>
internal sealed class PurgeModuleVerb : ICliVerb
{
    private readonly Argument<string> id = new("id") { Description = "Id of the module; its package may be gone." };
    private readonly Option<bool> yes = new("--yes-delete-data") { Description = "Delete for good; without it only what would be deleted is named." };

    public string Path => "module purge";
    public string Description => "Delete what a dropped-in module kept in a practice.";

    public void Describe(Command command)
    {
        command.Add(id);
        command.Add(yes);
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var purged = await services.GetRequiredService<PurgeModule>().ExecuteAsync(run.Arguments.GetRequiredValue(id), run.Arguments.GetValue(yes), ct);
        if (purged.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(purged.Value, $"Deleted from {run.TenantName}: {string.Join(", ", purged.Value.Tables.DefaultIfEmpty("no tables"))}; {purged.Value.Permissions.Count} permissions taken back.");
        return ExitCodes.Ok;
    });
}
