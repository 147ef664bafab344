using System.Data.Common;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes;

/// <summary>What became of a step. <paramref name="Broken"/>: the transaction can no longer be used, so no step can follow.</summary>
internal sealed record RecipeStepOutcome(IReadOnlyList<string> Changes, IReadOnlyList<RecipeProblem> Problems, bool Broken);

/// <summary>Runs one step through every handler of its name; handlers are asked for anew, because the step before may have enabled features.</summary>
internal sealed class RecipeStepRunner(IServiceProvider services, IUnitOfWork unitOfWork, IEnumerable<FeatureServiceRegistration> registrations)
{
    public async Task<RecipeStepOutcome> RunAsync(PlannedStep step, bool lenient, CancellationToken ct)
    {
        var handlers = services.GetRequiredService<IFeatureServices<NamedRecipeStepHandler>>()
            .Where(h => h.StepName.Equals(step.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (handlers.Count == 0)
        {
            return new RecipeStepOutcome([], [Unknown(step, lenient || step.IsOptional)], Broken: false);
        }

        RecipeExecutionContext context;
        try
        {
            context = new RecipeExecutionContext(step.Name, step.Path, step.Expressions.Evaluate(step.Json), services);
        }
        catch (ExpressionException e)
        {
            return new RecipeStepOutcome([], [new RecipeProblem($"{step.Path}.{e.Path}", e.Message)], Broken: false);
        }

        var broken = await HandleAsync(handlers, context, ct);
        var lenientHere = lenient || step.IsOptional;
        return new RecipeStepOutcome(context.Changes, [.. context.Problems.Select(p => lenientHere && p.Message.StartsWith(RecipeWords.Unknown, StringComparison.Ordinal) ? p with { IsWarning = true } : p)], broken);
    }

    private async Task<bool> HandleAsync(IEnumerable<NamedRecipeStepHandler> handlers, RecipeExecutionContext context, CancellationToken ct)
    {
        try
        {
            foreach (var handler in handlers)
            {
                await handler.HandleAsync(context, ct);
            }

            await unitOfWork.FlushAsync(ct);
            return false;
        }
        catch (Exception e) when (e is DbException or DbUpdateException or InvalidOperationException or ArgumentException or FormatException or System.Text.Json.JsonException or KeyNotFoundException or NullReferenceException)
        {
            // The database may have ended the transaction; what follows would only report that.
            services.GetRequiredService<ILogger<RecipeStepRunner>>().LogError(e, "Recipe step {Step} failed", context.StepName);
            context.Problem("", $"The step failed: {e.GetBaseException().Message}");
            return true;
        }
    }

    private RecipeProblem Unknown(PlannedStep step, bool optional)
    {
        if (OrchardNames.UnsupportedSteps.Contains(step.Name))
        {
            return new RecipeProblem(step.Path, $"The step '{step.Name}' is not supported here; it was left out.") { IsWarning = true };
        }

        if (OrchardNames.IdleSteps.Contains(step.Name))
        {
            return new RecipeProblem(step.Path, $"The step '{step.Name}' is accepted and has no effect here.") { IsWarning = true };
        }

        var owner = registrations.Where(r => r.Service == typeof(NamedRecipeStepHandler)).FirstOrDefault(r => NameOf(r) == step.Name.ToUpperInvariant());
        var message = owner is null
            ? $"{RecipeWords.Unknown} step '{step.Name}'."
            : $"{RecipeWords.Unknown} step '{step.Name}' so far: it belongs to {string.Join(" and ", owner.Features)}; enable that in a feature step before this one.";
        return new RecipeProblem(step.Path, message) { IsWarning = optional };
    }

    private string? NameOf(FeatureServiceRegistration registration) =>
        (services.GetService(registration.Implementation) as NamedRecipeStepHandler)?.StepName.ToUpperInvariant();
}

internal static class RecipeWords
{
    /// <summary>Begins the message of each problem that a lenient run or an optional step may pass over.</summary>
    public const string Unknown = "Unknown";
}
