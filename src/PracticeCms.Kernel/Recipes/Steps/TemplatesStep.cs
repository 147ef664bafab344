using System.Text.Json.Nodes;
using PracticeCms.Kernel.Data;
using PracticeCms.Kernel.Liquid;
using PracticeCms.Recipes;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary><c>{"name":"Templates","Templates":{"mail/reminder":{"Content":"...","Description":"..."}}}</c>: the practice's own versions.</summary>
internal sealed class TemplatesStep(TenantTemplates templates, KernelDb db) : NamedRecipeStepHandler("Templates")
{
    private sealed record Model(Dictionary<string, TemplateModel>? Templates);

    private sealed record TemplateModel(string? Content, string? Description);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { Templates: { } wanted })
        {
            return;
        }

        var used = (await templates.ListAsync(ct)).Select(t => t.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, template) in wanted)
        {
            if (template.Content is null)
            {
                context.Problem($"Templates.{name}.Content", "A template has content.");
                continue;
            }

            // Mails and prints of the practice's own are named by its workflows.
            var isOwn = name.StartsWith("mail/", StringComparison.OrdinalIgnoreCase) || name.StartsWith("print/", StringComparison.OrdinalIgnoreCase);
            if (!isOwn && !used.Contains(name))
            {
                context.Unsupported($"Templates.{name}", $"No page or mail is called '{name}'; the template is kept.");
            }

            await SaveAsync(context, name.ToLowerInvariant(), template, ct);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var all = await db.Set<TemplateOverride>().AsNoTracking().OrderBy(t => t.Name).ToListAsync(ct);
        return all.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["Templates"] = new JsonObject(all.Select(t => KeyValuePair.Create(
                t.Name, (JsonNode?)new JsonObject { ["Content"] = t.Source, ["Description"] = t.Description }))),
        };
    }

    private async Task SaveAsync(RecipeExecutionContext context, string name, TemplateModel template, CancellationToken ct)
    {
        var current = await db.Set<TemplateOverride>().FindAsync([name], ct);
        if (current is not null && current.Source == template.Content && current.Description == (template.Description ?? current.Description))
        {
            return;
        }

        if ((await templates.OverrideAsync(name, template.Content, template.Description, ct)).Problem is { } problem)
        {
            context.Problem($"Templates.{name}.Content", problem.Message);
            return;
        }

        context.Changed(current is null ? $"template '{name}' added" : $"template '{name}' changed");
    }
}
