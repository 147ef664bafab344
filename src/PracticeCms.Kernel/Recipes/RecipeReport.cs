using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

/// <summary>One step that ran: its name, where it stands and what it changed.</summary>
internal sealed record RecipeStepReport(string Name, string Path, IReadOnlyList<string> Changes);

/// <summary>What a run did, or in a dry run would do, and every problem.</summary>
internal sealed record RecipeReport(string Recipe, IReadOnlyList<RecipeStepReport> Steps, IReadOnlyList<RecipeProblem> Problems)
{
    public int Changes => Steps.Sum(s => s.Changes.Count);

    /// <summary>Of a setup that invited its administrator: the link, to be shown once.</summary>
    public Uri? Invitation { get; init; }
    public bool Succeeded => Problems.All(p => p.IsWarning);

    /// <summary>For the command line: <c>{recipe, steps:[{name,changes}], changes, problems}</c>.</summary>
    public object ToJson() => new
    {
        recipe = Recipe,
        steps = Steps.Select(s => new { name = s.Name, changes = s.Changes.Count, details = s.Changes }),
        changes = Changes,
        problems = Problems.Select(p => new { path = p.Path, message = p.Message, warning = p.IsWarning }),
    };

    public Problem ToProblem() => new(
        ProblemKind.Invalid, "recipe", $"The recipe '{Recipe}' has {Problems.Count(p => !p.IsWarning)} problem(s); nothing was changed.",
        [.. Problems.Where(p => !p.IsWarning).Select(p => new FieldError(p.Path, p.Message))]);
}

internal sealed record RecipeRunOptions
{
    /// <summary>Runs everything and takes it back.</summary>
    public bool DryRun { get; init; }

    /// <summary>Unknown steps, features and permissions are warnings.</summary>
    public bool Lenient { get; init; }

    /// <summary>Answers of <c>parameters('...')</c>, such as SiteName.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
