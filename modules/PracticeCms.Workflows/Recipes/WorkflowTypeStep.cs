using System.Text.Json.Nodes;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Recipes;

/// <summary>Recipe step <c>WorkflowType</c>: <c>data</c> is a list of types in Orchard Core's JSON.</summary>
internal sealed class WorkflowTypeStep(WorkflowsDb db, CheckType check, PublishType publish) : NamedRecipeStepHandler("WorkflowType")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var (step, unreadable) = WorkflowTypeJson.Parse(context.Step);
        if (step?["data"] is not JsonArray types)
        {
            context.Problem("data", unreadable ?? "Expected a list of workflow types.");
            return;
        }

        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] is JsonObject json)
            {
                await TakeAsync(context, json, $"data[{i}]", ct);
            }
            else
            {
                context.Problem($"data[{i}]", "Expected a workflow type.");
            }
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var types = await db.Types.AsNoTracking().OrderBy(t => t.TypeKey).ToListAsync(ct);
        if (types.Count == 0)
        {
            return null;
        }

        var current = types.Select(t => t.CurrentVersionId).ToList();
        var versions = await db.Versions.AsNoTracking().Where(v => current.Contains(v.Id)).ToDictionaryAsync(v => v.Id, ct);
        return new JsonObject
        {
            ["name"] = StepName,
            ["data"] = new JsonArray([.. types.Select(t => TypeExport.Json(t, versions[t.CurrentVersionId]))]),
        };
    }

    private async Task TakeAsync(RecipeExecutionContext context, JsonObject json, string path, CancellationToken ct)
    {
        var problems = await check.ExecuteAsync(json);
        foreach (var problem in problems)
        {
            if (problem.IsWarning)
            {
                context.Unsupported($"{path}.{problem.Path}", problem.Message);
            }
            else
            {
                context.Problem($"{path}.{problem.Path}", problem.Message);
            }
        }

        if (problems.Any(p => !p.IsWarning))
        {
            return;
        }

        var published = await publish.ExecuteAsync(json, ct);
        if (published.IsChanged)
        {
            context.Changed($"workflow '{published.Name}' {(published.IsNew ? "added" : "changed")}");
        }
    }
}
