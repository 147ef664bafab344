using System.Text.Json.Nodes;

namespace PracticeCms.Records.Fields;

/// <summary>Recipe step <c>ContentDefinition</c>: merges types, parts and fields by name into the practice's custom fields.</summary>
internal sealed class ContentDefinitionStep(ISettings settings) : NamedRecipeStepHandler("ContentDefinition")
{
    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        var stored = await settings.GetAsync<CustomFields>(ct);
        var merged = new CustomFields { ContentTypes = stored.ContentTypes.DeepClone().AsArray(), ContentParts = stored.ContentParts.DeepClone().AsArray() };
        Merge(context, "ContentTypes", "content type", merged.ContentTypes);
        Merge(context, "ContentParts", "content part", merged.ContentParts);
        if (context.Changes.Count > 0 && context.Problems.All(p => p.IsWarning))
        {
            await settings.SaveAsync(merged, ct);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var stored = await settings.GetAsync<CustomFields>(ct);
        return stored.ContentTypes.Count + stored.ContentParts.Count == 0
            ? null
            : new JsonObject { ["name"] = "ContentDefinition", ["ContentTypes"] = stored.ContentTypes.DeepClone(), ["ContentParts"] = stored.ContentParts.DeepClone() };
    }

    private static void Merge(RecipeExecutionContext context, string list, string noun, JsonArray stored)
    {
        var given = context.Step.FirstOrDefault(m => m.Key.Equals(list, StringComparison.OrdinalIgnoreCase)).Value;
        if (given is null)
        {
            return;
        }

        if (given is not JsonArray definitions)
        {
            context.Problem(list, "Expected a list.");
            return;
        }

        for (var i = 0; i < definitions.Count; i++)
        {
            MergeDefinition(context, $"{list}[{i}]", noun, definitions[i] as JsonObject, stored);
        }
    }

    private static void MergeDefinition(RecipeExecutionContext context, string path, string noun, JsonObject? given, JsonArray stored)
    {
        if (DefinitionMerge.NameOf(given) is not { Length: > 0 } name)
        {
            context.Problem($"{path}.Name", $"A {noun} needs a name.");
            return;
        }

        DefinitionCheck.Fields(context, path, given!);
        if (CustomFields.Named(stored, name) is not { } known)
        {
            stored.Add(given!.DeepClone());
            context.Changed($"{noun} '{name}' added");
            return;
        }

        foreach (var difference in DefinitionMerge.Into(known, given!))
        {
            context.Changed($"{noun} '{name}': {difference}");
        }
    }
}

/// <summary>Says what a definition asks for that clients and forms cannot have.</summary>
internal static class DefinitionCheck
{
    public static void Fields(RecipeExecutionContext context, string path, JsonObject definition)
    {
        const string Records = "ContentPartFieldDefinitionRecords";
        if (definition[Records] is not JsonArray fields)
        {
            return;
        }

        for (var i = 0; i < fields.Count; i++)
        {
            var where = $"{path}.{Records}[{i}]";
            var field = fields[i] as JsonObject;
            var type = CustomFields.Text(field?["FieldName"]) ?? "";
            if (DefinitionMerge.NameOf(field) is not { Length: > 0 } name)
            {
                context.Problem($"{where}.Name", "A field needs a name.");
            }
            else if (type.Length == 0)
            {
                context.Problem($"{where}.FieldName", $"Field '{name}' has no type; expected one of {string.Join(", ", CustomField.KnownTypes)}.");
            }
            else if (!CustomField.KnownTypes.Contains(type, StringComparer.Ordinal))
            {
                context.Unsupported($"{where}.FieldName", $"Field '{name}' is a {type}, which has no counterpart here; it is kept but not shown.");
            }
            else if (CustomField.GroupOf(field!) is null)
            {
                context.Problem($"{where}.Settings.PracticeFieldSettings.Group", $"Field '{name}' is in a group that there is not; use one of {string.Join(", ", CustomField.Groups)}.");
            }
            else if (CustomField.Read(field!) is { Kind: CustomFieldKind.Choice, Options.Count: 0 })
            {
                context.Problem($"{where}.Settings.TextFieldPredefinedListEditorSettings.Options", $"Field '{name}' is a predefined list without options.");
            }
        }
    }
}
