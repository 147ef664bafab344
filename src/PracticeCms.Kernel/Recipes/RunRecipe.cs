using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Data;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

/// <summary>
/// Runs a recipe in one transaction: all steps, so that every problem is listed, and then either everything is committed or,
/// when there was any problem or it was a dry run, nothing.
/// </summary>
internal sealed class RunRecipe(
    RecipeCatalog catalog, IUnitOfWork unitOfWork, RecipeStepRunner steps, RecipeJournal journal, ITenant tenant, RecipeEnvironment environment)
{
    public async Task<RecipeReport> ExecuteAsync(RecipeDocument recipe, RecipeRunOptions options, CancellationToken ct = default)
    {
        var plan = new RecipePlan(catalog, document => Expressions(document, options)).Add(recipe);
        var report = new RecipeReport(recipe.Name, [], plan.Problems);
        var refused = Problem.Conflict("recipe-rolled-back", "Taken back.");
        await unitOfWork.RunAsync<Result>(
            async token =>
            {
                report = await RunStepsAsync(recipe.Name, plan, options, token);
                if (!report.Succeeded || options.DryRun)
                {
                    return refused;
                }

                if (report.Changes > 0)
                {
                    journal.Add(recipe, report);
                }

                return Result.Ok;
            },
            ct);
        return report;
    }

    private async Task<RecipeReport> RunStepsAsync(string name, RecipePlan plan, RecipeRunOptions options, CancellationToken ct)
    {
        var done = new List<RecipeStepReport>();
        var problems = new List<RecipeProblem>(plan.Problems);
        foreach (var step in plan.Steps)
        {
            var (changes, found, broken) = await steps.RunAsync(step, options.Lenient, ct);
            problems.AddRange(found);
            done.Add(new RecipeStepReport(step.Name, step.Path, changes));
            if (broken)
            {
                break;
            }
        }

        return new RecipeReport(name, done, problems);
    }

    private RecipeExpressions Expressions(RecipeDocument recipe, RecipeRunOptions options) => new(
        new RecipeScripts(new RecipeScriptInput(recipe.Variables, Parameters(options), environment.Configuration, tenant.Prefix, environment.Log)),
        new RecipeFiles(recipe.Folder));

    /// <summary>What the run was given, and what the practice itself can answer.</summary>
    private Dictionary<string, string> Parameters(RecipeRunOptions options)
    {
        var answers = new Dictionary<string, string>(options.Parameters);
        answers.TryAdd("SiteName", tenant.PracticeName);
        answers.TryAdd("TimeZone", tenant.Zone.Id);
        answers.TryAdd("Culture", tenant.Culture.Name);
        answers.TryAdd("Currency", tenant.Currency.Code);
        return answers;
    }
}

/// <summary>What scripts may read of the host: only what the operator wrote below <c>Practice:Recipes:Configuration</c>, never its secrets.</summary>
internal sealed class RecipeEnvironment(IConfiguration configuration, ILogger<RunRecipe> log)
{
    public ILogger Log { get; } = log;

    public string? Configuration(string key) => configuration["Practice:Recipes:Configuration:" + key];
}

/// <summary>Notes which recipe changed what.</summary>
internal sealed class RecipeJournal(KernelDb db, IClock clock, ICurrentActor actor, IAuditTrail audit)
{
    public void Add(RecipeDocument recipe, RecipeReport report)
    {
        var changes = new JsonArray([.. report.Steps.Where(s => s.Changes.Count > 0).Select(s => new JsonObject
        {
            ["step"] = s.Name,
            ["changes"] = new JsonArray([.. s.Changes.Select(c => (JsonNode)c)]),
        })]);
        db.Add(new RecipeRun
        {
            Id = Ids.New(),
            Recipe = recipe.Name,
            Hash = recipe.Hash,
            At = clock.GetCurrentInstant(),
            RunBy = actor.DisplayName,
            Status = "Done",
            Changes = changes.ToJsonString(),
        });
        audit.Record("ran", "Recipe", reason: $"{recipe.Name}, {report.Changes} changes");
    }
}
