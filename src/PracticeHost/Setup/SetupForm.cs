using System.Globalization;
using PracticeCms.Kernel.Recipes;

namespace PracticeHost.Setup;

/// <summary>The answers as typed; also what the page shows again when something is wrong.</summary>
internal sealed record SetupForm(
    string PracticeName, string Recipe, string AdminName, string AdminEmail, string AdminPassword, string TimeZone, string Culture, string Currency, string Address, bool Demo)
{
    public static SetupForm Empty(HttpRequest request) => new(
        "", "medical", "", "", "", DateTimeZoneProviders.Tzdb.GetSystemDefault().Id, "en-US", "USD", $"{request.Scheme}://{request.Host}/", true);

    public static SetupForm Read(IFormCollection form) => new(
        Text(form, "PracticeName"), Text(form, "Recipe"), Text(form, "AdminName"), Text(form, "AdminEmail"), form["AdminPassword"].ToString(),
        Text(form, "TimeZone"), Text(form, "Culture"), Text(form, "Currency"), Text(form, "Address"), form.ContainsKey("Demo"));

    public SetupPractice.Request ToRequest(Action<string> progress) => new(PracticeName, Recipe, AdminEmail, AdminPassword, AdminName)
    {
        TimeZone = TimeZone,
        Culture = Culture,
        Currency = Currency,
        Address = Address,
        Demo = Demo,
        Progress = progress,
    };

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim();
}

/// <summary>What the page offers to choose from.</summary>
internal static class SetupChoices
{
    private static readonly string[] CultureNames =
    [
        "en-US", "en-GB", "en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-ZA", "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR", "es-ES", "es-MX", "es-US",
        "fi-FI", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "hu-HU", "it-CH", "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-BE", "nl-NL", "pl-PL", "pt-BR", "pt-PT", "ro-RO",
        "sk-SK", "sv-SE", "tr-TR", "uk-UA", "zh-CN", "zh-TW",
    ];

    public static IEnumerable<object> Cultures(string chosen) => CultureNames
        .Append(chosen).Distinct(StringComparer.Ordinal).Where(n => n.Length > 0)
        .Select(n => Option(n, TextOf(n), chosen));

    public static IEnumerable<object> Zones(string chosen) => DateTimeZoneProviders.Tzdb.Ids
        .Where(id => id == chosen || id == "Etc/UTC" || (id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal) && !id.StartsWith("US/", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal)
        .Select(id => Option(id, id.Replace('_', ' '), chosen));

    public static IEnumerable<object> Currencies(string chosen) => SetupRules.Currencies.Select(c => Option(c, c, chosen));

    public static Dictionary<string, object?> Option(string value, string text, string chosen) =>
        new() { ["value"] = value, ["text"] = text, ["selected"] = string.Equals(value, chosen, StringComparison.OrdinalIgnoreCase) };

    private static string TextOf(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return name;
        }
    }
}
