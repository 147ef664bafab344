using System.Globalization;

namespace PracticeCms.Scheduling.Availability;

/// <summary>Ranges of a day as people write them, such as <c>09:00-12:30</c>; minutes after midnight inside.</summary>
internal static class HourText
{
    private static readonly char[] Separators = ['-', '–', '—'];

    /// <summary>Null where it is no range. An end at or before the start is on the next day.</summary>
    public static (int Start, int End)? Parse(string? text)
    {
        var parts = (text ?? "").Split(Separators, StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || Minute(parts[0]) is not { } start || Minute(parts[1]) is not { } end || start >= 1440 || start == end)
        {
            return null;
        }

        return (start, end > start ? end : end + 1440);
    }

    /// <summary>Null where a part is no range or two overlap; an empty text is no ranges.</summary>
    public static List<(int Start, int End)>? ParseAll(string? text)
    {
        var ranges = new List<(int Start, int End)>();
        foreach (var part in (text ?? "").Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Parse(part) is not { } range)
            {
                return null;
            }

            ranges.Add(range);
        }

        ranges.Sort();
        return ranges.Zip(ranges.Skip(1)).Any(p => p.Second.Start < p.First.End) ? null : ranges;
    }

    public static string Format(int start, int end) => $"{Time(start)}-{Time(end > 1440 ? end - 1440 : end)}";

    private static string Time(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static int? Minute(string text)
    {
        var parts = text.Split(':');
        return parts.Length is 1 or 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(parts.Length == 2 ? parts[1] : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
            && hour <= 24 && minute < 60 && (hour * 60) + minute <= 1440
            ? (hour * 60) + minute
            : null;
    }
}
