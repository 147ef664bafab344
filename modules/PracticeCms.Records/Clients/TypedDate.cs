using System.Collections.Concurrent;
using System.Globalization;
using NodaTime.Text;

namespace PracticeCms.Records.Clients;

/// <summary>A date as somebody says it at the desk: 1985-04-12, 12/04/1985, 12.4.1985, 12 apr 1985.</summary>
internal static class TypedDate
{
    private static readonly ConcurrentDictionary<string, LocalDatePattern[]> Known = new(StringComparer.Ordinal);

    /// <summary>The date as it stands in the index, or null where the text is none.</summary>
    public static string? Read(string text, CultureInfo culture)
    {
        if (text.Length is < 8 or > 20)
        {
            return null;
        }

        foreach (var pattern in Known.GetOrAdd(culture.Name, _ => Patterns(culture)))
        {
            if (pattern.Parse(text) is { Success: true } parsed)
            {
                return LocalDatePattern.Iso.Format(parsed.Value);
            }
        }

        return null;
    }

    // With dots the day comes first everywhere; with strokes as the culture has it.
    private static LocalDatePattern[] Patterns(CultureInfo culture)
    {
        var monthFirst = culture.DateTimeFormat.ShortDatePattern.StartsWith('M');
        string[] texts = ["uuuu-M-d", "d.M.uuuu", .. monthFirst ? (string[])["M/d/uuuu", "M-d-uuuu"] : ["d/M/uuuu", "d-M-uuuu"], "d MMM uuuu", "d MMMM uuuu", "MMM d uuuu", "MMM d, uuuu", "MMMM d uuuu", "MMMM d, uuuu"];
        return [.. texts.Select(t => LocalDatePattern.Create(t, culture))];
    }
}
