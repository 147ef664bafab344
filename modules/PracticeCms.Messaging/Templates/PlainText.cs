using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace PracticeCms.Messaging.Templates;

/// <summary>The plain-text alternative of an HTML mail: paragraphs as lines, links with their address, lists with dashes.</summary>
internal static partial class PlainText
{
    /// <summary>Tables within tables of a mail are thirty elements deep. What lies deeper is left out, because each level is a call.</summary>
    private const int Deepest = 200;

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "P", "DIV", "TABLE", "TR", "UL", "OL", "LI", "H1", "H2", "H3", "H4", "BLOCKQUOTE", "HR", "SECTION", "HEADER", "FOOTER",
    };

    private static readonly HashSet<string> Paragraphs = new(StringComparer.OrdinalIgnoreCase) { "P", "TABLE", "UL", "OL", "H1", "H2", "H3", "H4", "BLOCKQUOTE" };

    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase) { "STYLE", "SCRIPT", "HEAD", "TITLE" };

    public static string FromHtml(string html)
    {
        var text = new StringBuilder();
        Append(new HtmlParser().ParseDocument(html).Body!, text, 0);
        var lines = text.ToString().Split('\n').Select(l => Spaces().Replace(l, " ").Trim());
        return BlankLines().Replace(string.Join('\n', lines), "\n\n").Trim() + "\n";
    }

    private static void Append(INode node, StringBuilder text, int depth)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                text.Append(words.Data.Replace('\n', ' ').Replace('\r', ' '));
            }
            else if (child is IElement element && !Silent.Contains(element.TagName) && depth < Deepest)
            {
                AppendElement(element, text, depth);
            }
        }
    }

    private static void AppendElement(IElement element, StringBuilder text, int depth)
    {
        var gap = Paragraphs.Contains(element.TagName) ? "\n\n" : Blocks.Contains(element.TagName) || element.TagName == "BR" ? "\n" : "";
        text.Append(gap);
        text.Append(element.TagName == "LI" ? "- " : "");
        Append(element, text, depth + 1);
        if (element.TagName == "A" && element.GetAttribute("href") is { Length: > 0 } href && href != element.TextContent.Trim())
        {
            text.Append(": ").Append(href.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? href[7..] : href).Append(' ');
        }

        text.Append(element.TagName is "TD" or "TH" ? " " : "").Append(element.TagName == "BR" ? "" : gap);
    }

    [GeneratedRegex(@"[ \t\u00A0]+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex BlankLines();
}
