using System.Text.Json;
using System.Text.Json.Nodes;
using PracticeCms.Kernel.Settings;
using PracticeCms.Recipes;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Recipes.Steps;

/// <summary>
/// Sections by the name of their type, such as <c>"PracticeSettings": {...}</c>, merged member by member; Orchard's own scalars where
/// they mean something here.
/// </summary>
internal sealed class SettingsStep(PracticeSettingsStore settings, SettingsTypes types) : NamedRecipeStepHandler("settings")
{
    private static readonly HashSet<string> IdleScalars = new(StringComparer.OrdinalIgnoreCase)
    {
        "Calendar", "MaxPagedCount", "MaxPageSize", "PageSize", "ResourceDebugMode", "PageTitleFormat", "SiteSalt", "SuperUser", "TimeZoneId",
        "UseCdn", "CdnBaseUrl", "AppendVersion", "HomeRoute", "CacheMode", "BaseUrl",
    };

    private static readonly string[] SecretWords = ["password", "secret", "token", "apikey"];

    public override async Task HandleAsync(RecipeExecutionContext context, CancellationToken ct)
    {
        foreach (var (member, value) in context.Step.ToList())
        {
            if (member.Equals("name", StringComparison.OrdinalIgnoreCase) || member.Equals("optional", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (member.Equals("SiteName", StringComparison.OrdinalIgnoreCase))
            {
                await MergeAsync(context, nameof(PracticeSettings), new JsonObject { [nameof(PracticeSettings.Name)] = value?.ToString() ?? "" }, ct);
            }
            else if (IdleScalars.Contains(member))
            {
                context.Unsupported(member, $"'{member}' has no meaning here; it was left out.");
            }
            else if (value is JsonObject section)
            {
                await SectionAsync(context, member, section, ct);
            }
            else
            {
                context.Problem(member, $"{RecipeWords.Unknown} setting '{member}'.");
            }
        }
    }

    public override async Task<JsonObject?> ExportAsync(CancellationToken ct)
    {
        var step = new JsonObject { ["name"] = StepName };
        foreach (var (name, document) in await settings.AllAsync(ct))
        {
            var kept = document.Where(m => !IsLeftOut(name, m.Key)).OrderBy(m => m.Key, StringComparer.Ordinal).ToList();
            // Documents of other names, such as CustomFields, are exported by steps of their own.
            if (name != nameof(VocabularySettings) && name.EndsWith("Settings", StringComparison.Ordinal) && kept.Count > 0)
            {
                step[name] = new JsonObject(kept.Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
            }
        }

        return step.Count > 1 ? step : null;
    }

    private async Task SectionAsync(RecipeExecutionContext context, string name, JsonObject section, CancellationToken ct)
    {
        if (types.Find(name) is not { } type)
        {
            context.Unsupported(name, $"Nothing here reads the settings '{name}'; they are kept.");
            await MergeAsync(context, name, section, ct);
            return;
        }

        try
        {
            var known = section.Deserialize(type, SettingsJson.Options)!;
            var names = JsonSerializer.SerializeToNode(known, type, SettingsJson.Options)!.AsObject();
            var members = new JsonObject();
            foreach (var (member, value) in section)
            {
                // Written as its type writes it, so that a number given as a text is the same value in the next run.
                var typed = names.FirstOrDefault(m => m.Key.Equals(member, StringComparison.OrdinalIgnoreCase));
                members[typed.Key ?? member] = (typed.Key is null ? value : typed.Value)?.DeepClone();
            }

            if (await FaultsAsync(type, members, ct) is { Failed: true } faults)
            {
                faults.Errors.ToList().ForEach(f => context.Problem($"{name}.{f.Field}", f.Message));
                return;
            }

            await MergeAsync(context, type.Name, members, ct);
        }
        catch (JsonException e)
        {
            context.Problem($"{name}{e.Path?.TrimStart('$')}", Plain(e));
        }
    }

    private async Task<Check?> FaultsAsync(Type type, JsonObject members, CancellationToken ct)
    {
        var document = await settings.DocumentAsync(type.Name, ct);
        SettingsJson.Merge(document, members);
        return (document.Deserialize(type, SettingsJson.Options) as ICheckedSettings)?.Faults();
    }

    private async Task MergeAsync(RecipeExecutionContext context, string name, JsonObject members, CancellationToken ct)
    {
        foreach (var changed in await settings.MergeAsync(name, members, ct))
        {
            context.Changed($"{name}.{changed} set");
        }
    }

    // "could not be converted to System.Nullable`1[System.Guid]" says it to programmers only.
    private static string Plain(JsonException e) =>
        System.Text.RegularExpressions.Regex.Match(e.Message, @"converted to (?:System\.Nullable`1\[)?(?:\w+\.)*(\w+)") is { Success: true } match
            ? $"Expected a value of the kind {match.Groups[1].Value}."
            : e.Message.Split(" Path:")[0];

    private static bool IsLeftOut(string document, string member) =>
        (document == nameof(PracticeSettings) && member == nameof(PracticeSettings.HasDemoData))
        || (document == nameof(BrandingSettings) && member is nameof(BrandingSettings.SiteTheme) or nameof(BrandingSettings.AdminTheme))
        || SecretWords.Any(word => member.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Types that read settings, by their name: classes called <c>...Settings</c> of the product and its modules.</summary>
internal sealed class SettingsTypes(IEnumerable<FeatureServiceRegistration> registrations)
{
    private readonly Lazy<IReadOnlyDictionary<string, Type>> types = new(() => registrations
        .Select(r => r.Implementation.Assembly)
        .Append(typeof(PracticeSettings).Assembly)
        .Distinct()
        .SelectMany(a => a.GetTypes())
        .Where(t => t.IsClass && !t.IsAbstract && t.Name.EndsWith("Settings", StringComparison.Ordinal) && t.GetConstructor(Type.EmptyTypes) is not null)
        .GroupBy(t => t.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase));

    public Type? Find(string name) => types.Value.GetValueOrDefault(name);
}
