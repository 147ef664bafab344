using System.Text.Json.Nodes;
using PracticeCms.Workflows.Engine;
using PracticeCms.Workflows.Expressions;

namespace PracticeCms.Workflows.Types;

/// <param name="Path">JSON path below the type, such as <c>Transitions[1].DestinationActivityId</c>.</param>
internal sealed record TypeProblem(string Path, string Message, bool IsWarning = false);

/// <summary>Finds what is wrong with a type before anybody relies on it.</summary>
internal sealed class CheckType(ActivityCatalog catalog, ILiquidRenderer liquid)
{
    public async Task<IReadOnlyList<TypeProblem>> ExecuteAsync(JsonObject json)
    {
        var problems = new List<TypeProblem>(Structure(json));
        if (problems.TrueForAll(p => p.IsWarning))
        {
            await ActivitiesAsync(json, problems);
        }

        return problems;
    }

    /// <summary>The graph alone: names, ids and what they point to.</summary>
    internal static IEnumerable<TypeProblem> Structure(JsonObject json)
    {
        if (string.IsNullOrWhiteSpace(Text(json["Name"])))
        {
            yield return new TypeProblem("Name", "A workflow needs a name.");
        }

        var ids = new HashSet<string>();
        foreach (var (activity, i) in Items(json, "Activities"))
        {
            var id = Text(activity?["ActivityId"]);
            if (id.Length == 0)
            {
                yield return new TypeProblem($"Activities[{i}].ActivityId", "An activity needs an id.");
            }
            else if (!ids.Add(id))
            {
                yield return new TypeProblem($"Activities[{i}].ActivityId", $"'{id}' is used by two activities.");
            }

            if (string.IsNullOrWhiteSpace(Text(activity?["Name"])))
            {
                yield return new TypeProblem($"Activities[{i}].Name", "An activity needs the name of its kind.");
            }
        }

        foreach (var problem in Transitions(json, ids))
        {
            yield return problem;
        }
    }

    private static IEnumerable<TypeProblem> Transitions(JsonObject json, HashSet<string> ids)
    {
        foreach (var (transition, i) in Items(json, "Transitions"))
        {
            foreach (var end in new[] { "SourceActivityId", "DestinationActivityId" })
            {
                var id = Text(transition?[end]);
                if (!ids.Contains(id))
                {
                    yield return new TypeProblem($"Transitions[{i}].{end}", $"There is no activity '{id}'.");
                }
            }
        }

        if (!Items(json, "Activities").Any(a => a.Item?["IsStart"]?.ToString() is "true" or "True"))
        {
            yield return new TypeProblem("Activities", "No activity is marked as start, so this workflow never begins.", IsWarning: true);
        }
    }

    private async Task ActivitiesAsync(JsonObject json, List<TypeProblem> problems)
    {
        var graph = WorkflowGraph.Of(json);
        foreach (var (item, i) in Items(json, "Activities"))
        {
            var node = graph.Find(item!["ActivityId"]!.ToString())!;
            if (!catalog.Knows(node.Name))
            {
                problems.Add(new TypeProblem($"Activities[{i}].Name", $"The activity '{node.Name}' is not available here; it is kept, and a workflow that reaches it stops.", true));
                continue;
            }

            var activity = catalog.Make(node, out var unbound);
            problems.AddRange(unbound.Select(u => new TypeProblem($"Activities[{i}].Properties.{u.Property}", u.Message)));
            if (activity is Activities.TimerEvent { IsReadable: false } timer)
            {
                problems.Add(new TypeProblem($"Activities[{i}].Properties.{nameof(timer.CronExpression)}", $"'{timer.CronExpression}' is not a schedule that can be read."));
            }

            await ExpressionsAsync(activity, $"Activities[{i}].Properties", problems);
        }
    }

    private async Task ExpressionsAsync(IActivity activity, string path, List<TypeProblem> problems)
    {
        foreach (var property in activity.GetType().GetProperties().Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(WorkflowExpression<>)))
        {
            var value = property.GetValue(activity)!;
            var text = value.ToString()!;
            var syntax = (string?)property.PropertyType.GetProperty("Syntax")!.GetValue(value) ?? DefaultSyntax(activity, property.Name);
            var problem = text.Length == 0 || syntax == ExpressionSyntax.Literal ? null
                : syntax == ExpressionSyntax.Liquid ? await liquid.ProblemAsync(text)
                : Script.Problem(text);
            if (problem is not null)
            {
                problems.Add(new TypeProblem($"{path}.{property.Name}.Expression", problem));
            }
        }
    }

    // Control flow and primitives speak JavaScript, the rest Liquid, as in Orchard Core.
    private static string DefaultSyntax(IActivity activity, string property) =>
        activity is Activities.LogTask or Activities.LiquidTask || activity is EventActivity || activity.Category is not ("Control Flow" or "Primitives") || property == "Text"
            ? ExpressionSyntax.Liquid
            : ExpressionSyntax.JavaScript;

    // As the graph takes it: an object or a list is no text.
    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";

    private static IEnumerable<(JsonObject? Item, int Index)> Items(JsonObject json, string name) =>
        (json[name] as JsonArray)?.Select((node, i) => (node as JsonObject, i)) ?? [];
}
