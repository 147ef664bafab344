using System.Text.Json.Nodes;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary><c>{"name":"feature","enable":[ids],"disable":[ids]}</c>; ids of Orchard's features are understood.</summary>
internal sealed class FeatureStep(IFeatures features) : NamedRecipeStepHandler("feature")
{
    private sealed record Model(IReadOnlyList<string>? Enable, IReadOnlyList<string>? Disable);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { } step)
        {
            return;
        }

        var enable = Known(context, "enable", step.Enable ?? []).Where(id => !features.IsEnabled(id)).ToList();
        if (enable.Count > 0)
        {
            foreach (var id in await features.EnableAsync(enable, ct))
            {
                context.Changed($"feature '{id}' enabled");
            }
        }

        var disable = Known(context, "disable", step.Disable ?? []).Where(features.IsEnabled).ToList();
        if (disable.Count > 0)
        {
            foreach (var id in await features.DisableAsync(disable, ct))
            {
                context.Changed($"feature '{id}' disabled");
            }
        }
    }

    public override Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var on = features.All.Where(f => !f.IsAlwaysEnabled && !f.IsTheme && features.IsEnabled(f.Id)).Select(f => (JsonNode)f.Id);
        return Task.FromResult<JsonObject?>(new JsonObject { ["name"] = StepName, ["enable"] = new JsonArray([.. on]) });
    }

    private List<string> Known(RecipeExecutionContext context, string member, IReadOnlyList<string> ids)
    {
        var known = new List<string>();
        for (var i = 0; i < ids.Count; i++)
        {
            var id = OrchardNames.Feature(ids[i]);
            if (id is null)
            {
                context.Unsupported($"{member}[{i}]", $"The feature '{ids[i]}' of Orchard Core has no counterpart here; it was left out.");
            }
            else if (features.All.FirstOrDefault(f => f.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) is { } feature)
            {
                known.Add(feature.Id);
            }
            else
            {
                context.Problem($"{member}[{i}]", $"{RecipeWords.Unknown} feature '{ids[i]}'.");
            }
        }

        return [.. known.Distinct(StringComparer.Ordinal)];
    }
}
