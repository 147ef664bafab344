using System.Text.Json.Nodes;
using PracticeCms.Kernel.Settings;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary><c>{"name":"Vocabulary","Culture":"en","Terms":{"Client":"Patient","Client.Plural":"Patients"}}</c>, merged.</summary>
internal sealed class VocabularyStep(ISettings settings) : NamedRecipeStepHandler("Vocabulary")
{
    private sealed record Model(string? Culture, Dictionary<string, string?>? Terms, Dictionary<string, Dictionary<string, string?>>? Cultures);

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        if (context.Read<Model>() is not { } step)
        {
            return;
        }

        var current = await settings.GetAsync<VocabularySettings>(ct);
        var next = current.Terms.ToDictionary(c => c.Key, c => new Dictionary<string, string>(c.Value));
        foreach (var (culture, terms) in (step.Cultures ?? []).Append(KeyValuePair.Create(step.Culture ?? "en", step.Terms ?? [])))
        {
            foreach (var (key, word) in terms.OrderBy(t => t.Key, StringComparer.Ordinal))
            {
                if (string.IsNullOrWhiteSpace(word))
                {
                    context.Problem($"Terms.{key}", $"The word for '{key}' is empty.");
                }
                else if (next.GetValueOrDefault(culture)?.GetValueOrDefault(key) != word)
                {
                    (next.TryGetValue(culture, out var words) ? words : next[culture] = [])[key] = word;
                    context.Changed($"'{key}' is called '{word}' ({culture})");
                }
            }
        }

        if (context.Changes.Count > 0)
        {
            await settings.SaveAsync(new VocabularySettings { Terms = next }, ct);
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var cultures = (await settings.GetAsync<VocabularySettings>(ct)).Terms;
        return cultures.Count == 0 ? null : new JsonObject
        {
            ["name"] = StepName,
            ["Cultures"] = new JsonObject(cultures.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Key, (JsonNode?)Words(c.Value)))),
        };
    }

    private static JsonObject Words(Dictionary<string, string> words) =>
        new(words.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value)));
}
