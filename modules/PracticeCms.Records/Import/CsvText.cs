using System.Text;

namespace PracticeCms.Records.Import;

/// <summary>
/// Comma-separated values (RFC 4180), read leniently: any common delimiter, line breaks inside quotes, quotes inside a bare cell.
/// </summary>
internal static class CsvText
{
    /// <summary>More than any list of people has. What a row holds beyond them is left out.</summary>
    public const int MostColumns = 500;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>Records with their numbers, beginning with 1. Empty lines count and are left out.</summary>
    public static IEnumerable<(int Number, string[] Cells)> Read(TextReader text)
    {
        var first = text.ReadLine() ?? "";
        var delimiter = Delimiters.MaxBy(d => first.Count(c => c == d));
        var number = 0;
        for (var line = first; line is not null; line = text.ReadLine())
        {
            number++;
            if (line.Length > 0)
            {
                yield return (number, Split(line, delimiter, text));
            }
        }
    }

    public static string Write(IEnumerable<string?> cells) => string.Join(',', cells.Select(Quote));

    private static string[] Split(string line, char delimiter, TextReader text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isBlank = true; // noted, because a cell may hold a million quotes and would be read anew at each
        for (var i = 0; ; i++)
        {
            if (i == line.Length || line[i] == delimiter)
            {
                if (cells.Count <= MostColumns)
                {
                    cells.Add(cell.ToString().Trim());
                }

                cell.Clear();
                isBlank = true;
                if (i == line.Length)
                {
                    return [.. cells];
                }
            }
            else if (line[i] == '"' && isBlank)
            {
                (line, i) = ReadQuoted(line, i + 1, cell.Clear(), text);
                isBlank = string.IsNullOrWhiteSpace(cell.ToString());
            }
            else
            {
                isBlank &= char.IsWhiteSpace(line[i]);
                cell.Append(line[i]);
            }
        }
    }

    /// <summary>Reads on to the closing quote, over line ends; a quote that never closes ends with the file.</summary>
    private static (string Line, int At) ReadQuoted(string line, int from, StringBuilder cell, TextReader text)
    {
        for (var i = from; ; i++)
        {
            if (i >= line.Length)
            {
                if (text.ReadLine() is not { } next)
                {
                    return (line, line.Length - 1);
                }

                cell.Append('\n');
                (line, i) = (next, -1);
            }
            else if (line[i] != '"')
            {
                cell.Append(line[i]);
            }
            else if (i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else
            {
                return (line, i);
            }
        }
    }

    // A spreadsheet takes a cell that begins like this for a formula; the apostrophe keeps it text.
    private static string Quote(string? cell)
    {
        var text = cell ?? "";
        var isFormula = text.Length > 0 && ("=@\t\r".Contains(text[0], StringComparison.Ordinal) || ("+-".Contains(text[0], StringComparison.Ordinal) && text.AsSpan(1).IndexOfAnyExcept("0123456789 ()/.,-") >= 0));
        var safe = isFormula ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",;\"\n\r") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
