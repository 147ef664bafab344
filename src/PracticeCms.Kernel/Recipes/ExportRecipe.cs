using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Recipes;

/// <summary>The practice's configuration as a recipe: the same practice gives the same text.</summary>
internal sealed class ExportRecipe(IFeatureServices<NamedRecipeStepHandler> handlers, ISettings settings)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<string> ExecuteAsync(CancellationToken ct = default)
    {
        var steps = new JsonArray();
        foreach (var handler in handlers)
        {
            if (await handler.ExportAsync(ct) is { } step)
            {
                steps.Add(step["name"] is null ? Named(handler.StepName, step) : step);
            }
        }

        var practice = await settings.GetAsync<PracticeSettings>(ct);
        var recipe = new JsonObject
        {
            ["name"] = "export",
            ["displayName"] = practice.Name,
            ["description"] = $"The configuration of {practice.Name}.",
            ["issetuprecipe"] = false,
            ["steps"] = steps,
        };
        return recipe.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Named(string name, JsonObject step)
    {
        var named = new JsonObject { ["name"] = name };
        foreach (var (member, value) in step)
        {
            named[member] = value?.DeepClone();
        }

        return named;
    }
}
