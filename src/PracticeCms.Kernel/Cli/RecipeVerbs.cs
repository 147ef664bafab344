using System.CommandLine;
using PracticeCms.Cli;
using PracticeCms.Kernel.Recipes;
using PracticeCms.Kernel.Tenants;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Cli;

/// <summary><c>recipe run</c> and, as a run that is always taken back, <c>recipe validate</c>.</summary>
internal class RunRecipeVerb(RecipeCatalog catalog) : ICliVerb
{
    private readonly Argument<string> recipe = new("recipe") { Description = "Name of a shipped recipe, or a file." };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "List every change and problem, and take everything back." };
    private readonly Option<string> tenants = new("--tenants") { Description = "Run it in these practices, comma separated, each in a transaction of its own." };
    private readonly Option<bool> allTenants = new("--all-tenants") { Description = "Run it in every running practice." };
    private readonly Option<bool> lenient = new("--lenient") { Description = "Pass over unknown steps, features and permissions." };

    public virtual string Path => "recipe run";
    public virtual string Description => "Run a recipe in one transaction: all of it, or nothing.";
    protected virtual bool OnlyValidates => false;

    public void Describe(Command command)
    {
        command.Add(recipe);
        command.Add(lenient);
        if (!OnlyValidates)
        {
            command.Add(dryRun);
            command.Add(tenants);
            command.Add(allTenants);
        }
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var name = run.Arguments.GetRequiredValue(recipe);
        var problems = new List<RecipeProblem>();
        var document = catalog.Find(name, problems);
        if (document is null)
        {
            return Task.FromResult(problems.Count == 0 ? run.Fail(Problem.NotFound($"The recipe '{name}'")) : Print(run, new RecipeReport(name, [], problems), true));
        }

        if (!OnlyValidates && (run.Arguments.GetValue(allTenants) || run.Arguments.GetValue(tenants) is not null))
        {
            return TenantVerb.InDefaultAsync(run, all => RunInAsync(run, all, name, ct));
        }

        var isDry = OnlyValidates || run.Arguments.GetValue(dryRun);
        return run.InTenantAsync(async services =>
        {
            var practice = await services.GetRequiredService<ISettings>().GetAsync<PracticeSettings>(ct);
            var report = await services.GetRequiredService<RunRecipe>().ExecuteAsync(
                document,
                new RecipeRunOptions
                {
                    DryRun = isDry,
                    Lenient = run.Arguments.GetValue(lenient),
                    Parameters = new Dictionary<string, string> { ["SiteName"] = practice.Name },
                },
                ct);
            return Print(run, report with { Problems = [.. problems, .. report.Problems] }, isDry);
        });
    }

    private async Task<int> RunInAsync(ICliRun run, ITenants all, string name, CancellationToken ct)
    {
        var isDry = run.Arguments.GetValue(dryRun);
        string[] chosen = run.Arguments.GetValue(allTenants)
            ? [.. all.List().Where(t => t.State == TenantState.Running).Select(t => t.Name)]
            : run.Arguments.GetValue(tenants)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var ran = await all.RunRecipeAsync(name, chosen, isDry, ct);
        if (ran.Problem is { } problem)
        {
            return run.Fail(problem);
        }

        run.Result(
            new { recipe = name, dryRun = isDry, tenants = ran.Value },
            ran.Value.SelectMany(t => (string[])[$"{t.Tenant}: {(t.Succeeded ? $"{t.Changes.Count} changes {(isDry ? "would be made" : "made")}" : "failed, nothing was changed")}", .. t.Problems.Select(p => $"  - {p}")]));
        return ran.Value.All(t => t.Succeeded) ? ExitCodes.Ok : ExitCodes.Validation;
    }

    private static int Print(ICliRun run, RecipeReport report, bool isDry)
    {
        var lines = new List<string>();
        foreach (var step in report.Steps)
        {
            lines.Add($"{step.Path} {step.Name}: {(step.Changes.Count == 0 ? "nothing to change" : $"{step.Changes.Count} changes")}");
            lines.AddRange(step.Changes.Select(c => $"  + {c}"));
        }

        lines.Add(isDry ? $"{report.Changes} changes would be made." : report.Succeeded ? $"{report.Changes} changes made." : "Nothing was changed.");
        run.Result(report.ToJson(), lines);
        if (!run.Json)
        {
            foreach (var problem in report.Problems)
            {
                Console.Error.WriteLine($"{(problem.IsWarning ? "note" : "problem")}: {problem.Path}: {problem.Message}");
            }
        }

        return report.Succeeded ? ExitCodes.Ok : ExitCodes.Validation;
    }
}

internal sealed class ValidateRecipeVerb(RecipeCatalog catalog) : RunRecipeVerb(catalog)
{
    public override string Path => "recipe validate";
    public override string Description => "Check a recipe against this practice: every problem with its path, nothing changed.";
    protected override bool OnlyValidates => true;
}

internal sealed class ListRecipesVerb(RecipeCatalog catalog) : ICliVerb
{
    public string Path => "recipe list";
    public string Description => "List the shipped recipes.";

    public void Describe(Command command)
    {
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct)
    {
        var all = catalog.List();
        run.Result(
            new { recipes = all.Select(r => new { name = r.Name, displayName = r.DisplayName, description = r.Description, setup = r.IsSetupRecipe }) },
            all.Select(r => $"{r.Name,-16} {r.Description}"));
        return Task.FromResult(ExitCodes.Ok);
    }
}

internal sealed class ExportRecipeVerb : ICliVerb
{
    private readonly Argument<string> file = new("file") { Description = "File to write; standard output without.", Arity = ArgumentArity.ZeroOrOne };

    public string Path => "recipe export";
    public string Description => "Write the practice's configuration as a recipe.";

    public void Describe(Command command) => command.Add(file);

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var text = await services.GetRequiredService<ExportRecipe>().ExecuteAsync(ct);
        if (run.Arguments.GetValue(file) is { Length: > 0 } path)
        {
            await File.WriteAllTextAsync(path, text, ct);
            run.Result(new { file = path }, $"Written to {path}.");
        }
        else
        {
            await Console.Out.WriteAsync(text.AsMemory(), ct);
        }

        return ExitCodes.Ok;
    });
}

/// <summary><c>demo load</c>.</summary>
internal sealed class LoadDemoVerb : ICliVerb
{
    private readonly Option<int> clients = new("--clients") { Description = "How many clients.", DefaultValueFactory = _ => 200 };
    private readonly Option<int> weeks = new("--weeks") { Description = "How many weeks of work.", DefaultValueFactory = _ => 12 };
    private readonly Option<int> seed = new("--seed") { Description = "The same seed gives the same data.", DefaultValueFactory = _ => 1 };

    public string Path => "demo load";
    public string Description => "Fill the practice with people and work that look real.";

    public void Describe(Command command)
    {
        command.Add(clients);
        command.Add(weeks);
        command.Add(seed);
    }

    public Task<int> RunAsync(ICliRun run, CancellationToken ct) => run.InTenantAsync(async services =>
    {
        var a = run.Arguments;
        var step = FormattableString.Invariant($$"""{"name":"demo","steps":[{"name":"DemoData","Seed":{{a.GetValue(seed)}},"Clients":{{a.GetValue(clients)}},"Weeks":{{a.GetValue(weeks)}}}]}""");
        var report = await services.GetRequiredService<RunRecipe>().ExecuteAsync(RecipeDocument.Parse(step, "demo", null, [])!, new RecipeRunOptions(), ct);
        if (!report.Succeeded)
        {
            return run.Fail(report.ToProblem());
        }

        run.Result(report.ToJson(), report.Steps.SelectMany(s => s.Changes).DefaultIfEmpty("Demo data is there already."));
        return ExitCodes.Ok;
    });
}
