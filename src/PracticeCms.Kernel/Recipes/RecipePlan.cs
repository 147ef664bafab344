using System.Text.Json.Nodes;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

/// <summary>A step to run: where it stands, its JSON, and the evaluator of the recipe that it comes from.</summary>
internal sealed record PlannedStep(string Name, string Path, JsonObject Json, RecipeExpressions Expressions)
{
    public bool IsOptional => Json["optional"] is JsonValue value && value.ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Flattens a recipe: the recipes that a <c>recipes</c> step names come right after it.</summary>
internal sealed class RecipePlan(RecipeCatalog catalog, Func<RecipeDocument, RecipeExpressions> expressions)
{
    private readonly List<PlannedStep> steps = [];
    private readonly List<RecipeProblem> problems = [];

    public IReadOnlyList<PlannedStep> Steps => steps;
    public IReadOnlyList<RecipeProblem> Problems => problems;

    public RecipePlan Add(RecipeDocument recipe)
    {
        Add(recipe, "", [recipe.Name]);
        return this;
    }

    private void Add(RecipeDocument recipe, string prefix, IReadOnlyList<string> chain)
    {
        var evaluator = expressions(recipe);
        for (var i = 0; i < recipe.Steps.Count; i++)
        {
            var name = recipe.Steps[i]["name"]!.ToString();
            var step = new PlannedStep(name, $"{prefix}steps[{i}]", recipe.Steps[i], evaluator);
            if (name.Equals("recipes", StringComparison.OrdinalIgnoreCase))
            {
                AddNamed(step, recipe, chain);
            }
            else
            {
                steps.Add(step);
            }
        }
    }

    private void AddNamed(PlannedStep step, RecipeDocument recipe, IReadOnlyList<string> chain)
    {
        if (step.Json["Values"] is not JsonArray values)
        {
            problems.Add(new RecipeProblem($"{step.Path}.Values", "Expected a list of { \"name\": ... }."));
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            var path = $"{step.Path}.Values[{i}]";
            if (values[i] is not JsonObject value || value["name"] is not JsonValue named)
            {
                problems.Add(new RecipeProblem(path, "Expected { \"name\": ... }."));
                continue;
            }

            Follow(named.ToString(), path, step.IsOptional, recipe, chain);
        }
    }

    private void Follow(string name, string path, bool optional, RecipeDocument recipe, IReadOnlyList<string> chain)
    {
        if (chain.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add(new RecipeProblem(path, $"The recipe '{name}' runs itself: {string.Join(" -> ", chain.Append(name))}."));
            return;
        }

        var found = new List<RecipeProblem>();
        var next = catalog.FindBeside(name, recipe.Folder, found);
        problems.AddRange(found.Select(p => p with { Path = $"{path}/{name}: {p.Path}" }));
        if (next is not null)
        {
            Add(next, $"{path}/{name}/", [.. chain, name]);
        }
        else if (found.Count == 0)
        {
            problems.Add(new RecipeProblem(path, $"There is no recipe '{name}'.") { IsWarning = optional });
        }
    }
}
