using System.Text.RegularExpressions;

namespace PracticeCms.Kernel.Liquid;

/// <summary>
/// Finds ranges such as (1..5) that stand elsewhere than behind the <c>in</c> of a loop, which counts its steps. A filter or a condition would
/// unfold thousands of millions of numbers, and the library resolves its ranges where nothing else gets in between.
/// </summary>
internal static partial class TemplateRanges
{
    public static bool StandOutsideOfLoops(string source)
    {
        // A tag that keeps raw text decides what else is a tag; there all of the source is looked at.
        if (RawText().IsMatch(source))
        {
            return HoldsRange(source);
        }

        var at = 0;
        while (StartOfTag(source, at) is >= 0 and var start)
        {
            at = EndOfTag(source, start);
            if (at < 0)
            {
                return false; // which the parser refuses
            }

            if (HoldsRange(source[start..at]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HoldsRange(string text)
    {
        if (!text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var word in Loop().Replace(text, "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var dots = word.LastIndexOf("..", StringComparison.Ordinal);
            if (word.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open && open + 1 < dots && dots + 2 < word.LastIndexOf(')'))
            {
                return true;
            }
        }

        return false;
    }

    private static int StartOfTag(string source, int from)
    {
        while (source.IndexOf('{', from) is >= 0 and var open)
        {
            if (open + 1 < source.Length && source[open + 1] is '{' or '%')
            {
                return open;
            }

            from = open + 1;
        }

        return -1;
    }

    // As the library reads: what stands in quotes closes nothing.
    private static int EndOfTag(string source, int start)
    {
        var closing = source[start + 1] == '{' ? '}' : '%';
        var at = start + 2;
        while (at < source.Length)
        {
            if (source[at] is '\'' or '"')
            {
                at = source.IndexOf(source[at], at + 1);
                if (at < 0)
                {
                    return -1;
                }
            }
            else if (source[at] == closing && at + 1 < source.Length && source[at + 1] == '}')
            {
                return at + 2;
            }

            at++;
        }

        return -1;
    }

    [GeneratedRegex(@"\{%-?\s*(?:for|tablerow)\s+\w+\s+in\s+\([^\s()'""]+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Loop();

    [GeneratedRegex(@"\{%-?\s*end(?!(?:for|if|unless|case|capture|tablerow|ifchanged|block)\b)", RegexOptions.CultureInvariant)]
    private static partial Regex RawText();
}
