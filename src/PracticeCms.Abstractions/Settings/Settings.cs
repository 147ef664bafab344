using System.Text.RegularExpressions;

namespace PracticeCms.Settings;

/// <summary>The practice's settings: one JSON document per type, cached.</summary>
public interface ISettings
{
    /// <summary>Never null: a type without a row gives its defaults. Do not change the returned object.</summary>
    ValueTask<T> GetAsync<T>(CancellationToken ct = default)
        where T : class, new();

    /// <summary>Saves in the running unit of work and audits the change.</summary>
    Task SaveAsync<T>(T value, CancellationToken ct = default)
        where T : class, new();
}

/// <summary>Settings that do not take every value: the screen that saves them asks, and the <c>settings</c> step of a recipe does.</summary>
public interface ICheckedSettings
{
    /// <summary>What is wrong, by the names of the members.</summary>
    Check Faults();
}

/// <summary>What identifies the practice on screens, letters and invoices.</summary>
public sealed class PracticeSettings
{
    public string Name { get; set; } = "";
    public string Vertical { get; set; } = "blank";
    public string LegalName { get; set; } = "";
    public string AddressLine { get; set; } = "";
    public string PostalCode { get; set; } = "";
    public string City { get; set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; set; } = "US";
    public string Phone { get; set; } = "";
    public string Email { get; set; } = "";
    public string TaxNumber { get; set; } = "";
    public string BankAccount { get; set; } = "";
    public bool HasDemoData { get; set; }
}

/// <summary>The practice's look; written by the <c>themes</c> and <c>settings</c> steps and edited under Branding.</summary>
public sealed class BrandingSettings
{
    public string SiteTheme { get; set; } = "PracticePublic";
    public string AdminTheme { get; set; } = "PracticeAdmin";

    /// <summary>CSS colour of buttons and links, as #rrggbb.</summary>
    public string Accent { get; set; } = "#2f5bea";

    /// <summary>CSS colour of large quiet surfaces on the public site.</summary>
    public string Tint { get; set; } = "#f2f5ff";

    /// <summary>sans, serif or rounded: one of the shipped font stacks for headings.</summary>
    public string HeadingFont { get; set; } = "sans";

    /// <summary>Name of an icon in the sprite that stands for the practice where it has no logo.</summary>
    public string Mark { get; set; } = "building";
    public string Tagline { get; set; } = "";
    public string Welcome { get; set; } = "";
    public Guid? LogoFileId { get; set; }
}

/// <summary>
/// The practice's words for the product's: <c>Words["Client"]</c> is Patient in a clinic. Keys are glossary words, plural with
/// suffix <c>.Plural</c>. A key without an entry is its own word.
/// </summary>
public interface IVocabulary
{
    string this[string key] { get; }

    /// <summary>Lower case where the language writes nouns so, for use inside a sentence.</summary>
    string Lower(string key);
    string Plural(string key);
}

public static partial class VocabularyExtensions
{
    /// <summary>The plural as it stands inside a sentence.</summary>
    public static string LowerPlural(this IVocabulary words, string key) =>
        words.Lower(key) == words[key] ? words.Plural(key) : words.Plural(key).ToLowerInvariant();

    /// <summary>A sentence in the practice's words: <c>{client}</c>, <c>{Client}</c>, <c>{clients}</c> and <c>{Clients}</c> stand for the glossary word <c>Client</c>.</summary>
    public static string Say(this IVocabulary words, string text) => Named().Replace(text, match =>
    {
        var name = match.Groups[1].Value;
        var key = char.ToUpperInvariant(name[0]) + name[1..];
        return (char.IsUpper(name[0]), match.Groups[2].Length > 0) switch
        {
            (true, true) => words.Plural(key),
            (true, false) => words[key],
            (false, true) => words.LowerPlural(key),
            _ => words.Lower(key),
        };
    });

    /// <summary>The word with its English article: a consultation, an appointment.</summary>
    public static string WithArticle(this IVocabulary words, string key)
    {
        var word = words.Lower(key);
        return $"{(word.Length > 0 && "aeiou".Contains(word[0], StringComparison.OrdinalIgnoreCase) ? "an" : "a")} {word}";
    }

    [GeneratedRegex(@"\{([A-Za-z]+?)(s?)\}")]
    private static partial Regex Named();
}
