using System.Globalization;
using PracticeCms.Settings;

namespace PracticeCms.Kernel.Settings;

/// <summary>The practice's words by culture, such as <c>en</c>, and then by glossary word.</summary>
public sealed class VocabularySettings
{
    public Dictionary<string, Dictionary<string, string>> Terms { get; set; } = [];
}

/// <summary>Looks a word up in the practice's culture, then in its parent (<c>de-AT</c>, <c>de</c>), then in English, then takes the key.</summary>
internal sealed class Vocabulary(ISettings settings, ITenant tenant) : IVocabulary
{
    private IReadOnlyList<IReadOnlyDictionary<string, string>>? layers;
    private VocabularySettings? loaded;

    /// <summary>Reads the words before a page is rendered; rendering asks for them where it cannot wait.</summary>
    public async ValueTask LoadAsync(CancellationToken ct) => loaded = await settings.GetAsync<VocabularySettings>(ct);

    public string this[string key] => Find(key) ?? Split(key);

    public string Lower(string key)
    {
        var word = this[key];
        var shouted = word.Length > 1 && char.IsUpper(word[1]);
        return tenant.Culture.TwoLetterISOLanguageName == "de" || shouted ? word : word.ToLower(tenant.Culture);
    }

    public string Plural(string key) => Find(key + ".Plural") ?? EnglishPlural(this[key]);

    internal static string EnglishPlural(string word) => word switch
    {
        "" => "",
        [.., 's' or 'x' or 'z'] or [.., 'c' or 's', 'h'] => word + "es",
        [.., var before, 'y'] when !"aeiou".Contains(before, StringComparison.Ordinal) => word[..^1] + "ies",
        [.., 'p', 'e', 'r', 's', 'o', 'n'] => word[..^4] + "ople",
        _ => word + "s",
    };

    // A key such as StaffMember is its own word in English: Staff member.
    private static string Split(string key)
    {
        var word = key.EndsWith(".Plural", StringComparison.Ordinal) ? EnglishPlural(key[..^7]) : key;
        var text = new System.Text.StringBuilder(word.Length + 2);
        foreach (var c in word)
        {
            _ = char.IsUpper(c) && text.Length > 0 ? text.Append(' ').Append(char.ToLowerInvariant(c)) : text.Append(c);
        }

        return text.ToString();
    }

    private string? Find(string key)
    {
        layers ??= Layers();
        foreach (var layer in layers)
        {
            if (layer.TryGetValue(key, out var word))
            {
                return word;
            }
        }

        return null;
    }

    private List<IReadOnlyDictionary<string, string>> Layers()
    {
        var found = new List<IReadOnlyDictionary<string, string>>();
        // Pages ask for words while they render; the settings are in memory by then, so this completes at once.
        var terms = (loaded ?? Task.Run(() => settings.GetAsync<VocabularySettings>().AsTask()).GetAwaiter().GetResult()).Terms;
        for (var culture = tenant.Culture; !Equals(culture, CultureInfo.InvariantCulture); culture = culture.Parent)
        {
            Add(culture.Name);
        }

        Add("en");
        return found;

        void Add(string culture)
        {
            if (terms.FirstOrDefault(t => t.Key.Equals(culture, StringComparison.OrdinalIgnoreCase)).Value is { } layer)
            {
                found.Add(layer);
            }
        }
    }
}
