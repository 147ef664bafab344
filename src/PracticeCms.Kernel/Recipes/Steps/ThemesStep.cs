using System.Text.Json.Nodes;
using PracticeCms.Kernel.Settings;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary><c>{"name":"themes","site":id,"admin":id}</c>.</summary>
internal sealed class ThemesStep(PracticeSettingsStore settings, IFeatures features) : NamedRecipeStepHandler("themes")
{
    private sealed record Model(string? Site, string? Admin);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { } step)
        {
            return;
        }

        var members = new JsonObject();
        Take(context, "site", step.Site, nameof(BrandingSettings.SiteTheme), members);
        Take(context, "admin", step.Admin, nameof(BrandingSettings.AdminTheme), members);
        var current = await settings.GetAsync<BrandingSettings>(ct);
        Drop(members, nameof(BrandingSettings.SiteTheme), current.SiteTheme);
        Drop(members, nameof(BrandingSettings.AdminTheme), current.AdminTheme);
        if (members.Count > 0)
        {
            foreach (var changed in await settings.MergeAsync(nameof(BrandingSettings), members, ct))
            {
                context.Changed($"{changed} set");
            }
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var branding = await settings.GetAsync<BrandingSettings>(ct);
        return new JsonObject { ["name"] = StepName, ["site"] = branding.SiteTheme, ["admin"] = branding.AdminTheme };
    }

    private void Take(RecipeExecutionContext context, string where, string? id, string member, JsonObject members)
    {
        if (string.IsNullOrEmpty(id))
        {
            return;
        }

        var ours = OrchardNames.Theme(id);
        if (features.All.Any(f => f.IsTheme && f.Id == ours))
        {
            members[member] = ours;
        }
        else
        {
            context.Problem(where, $"{RecipeWords.Unknown} theme '{id}'.");
        }
    }

    private static void Drop(JsonObject members, string member, string current)
    {
        if (members[member]?.ToString() == current)
        {
            members.Remove(member);
        }
    }
}
