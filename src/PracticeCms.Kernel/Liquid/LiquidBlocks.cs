using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using DotLiquid;

namespace PracticeCms.Kernel.Liquid;

/// <summary>A table's cells, over as many items as a loop may have. The library's own unfolds any range, and writes cells without a limit.</summary>
internal sealed partial class TableRowTag : Block
{
    private readonly Dictionary<string, string> attributes = new(StringComparer.Ordinal);
    private string item = "";
    private string list = "";

    public override void Initialize(string tagName, string markup, List<string> tokens)
    {
        if (Syntax().Match(markup) is not { Success: true } match)
        {
            throw new DotLiquid.Exceptions.SyntaxException("A tablerow tag goes over a list: {{% tablerow item in list cols: 3 %}}.");
        }

        item = match.Groups["item"].Value;
        list = match.Groups["list"].Value;
        foreach (Match attribute in Attribute().Matches(markup))
        {
            attributes[attribute.Groups["name"].Value] = attribute.Groups["value"].Value;
        }

        base.Initialize(tagName, markup, tokens);
    }

    public override void Render(Context context, TextWriter result)
    {
        if (context[list] is not IEnumerable found)
        {
            return;
        }

        var items = Items(found, Number(context, "offset", 0), Number(context, "limit", int.MaxValue));
        var columns = Number(context, "cols", int.MaxValue);
        result.Write("<tr class=\"row1\">\n");
        context.Stack(() => Cells(context, result, items, columns));
        result.Write("</tr>\n");
    }

    private static List<object?> Items(IEnumerable found, int offset, int limit)
    {
        List<object?> items = offset > LiquidEngine.MaxIterations ? [] : [.. found.Cast<object?>().Skip(offset).Take(Math.Min(limit, LiquidEngine.MaxIterations + 1))];
        return items.Count <= LiquidEngine.MaxIterations ? items : throw new TemplateException("", $"A table has more than {LiquidEngine.MaxIterations:N0} cells.");
    }

    private void Cells(Context context, TextWriter result, List<object?> items, int columns)
    {
        var (row, column) = (1, 0);
        for (var index = 0; index < items.Count; index++)
        {
            column++;
            context[item] = items[index]!;
            context["tablerowloop"] = new Hash
            {
                ["length"] = items.Count,
                ["index"] = index + 1,
                ["index0"] = index,
                ["rindex"] = items.Count - index,
                ["rindex0"] = items.Count - index - 1,
                ["first"] = index == 0,
                ["last"] = index == items.Count - 1,
                ["col"] = column,
                ["col0"] = column - 1,
                ["col_first"] = column == 1,
                ["col_last"] = column == columns,
            };
            result.Write(string.Create(CultureInfo.InvariantCulture, $"<td class=\"col{column}\">"));
            RenderAll(NodeList, context, result);
            result.Write("</td>");
            if (column == columns && index < items.Count - 1)
            {
                (row, column) = (row + 1, 0);
                result.Write(string.Create(CultureInfo.InvariantCulture, $"</tr>\n<tr class=\"row{row}\">"));
            }
        }
    }

    private int Number(Context context, string attribute, int otherwise) =>
        attributes.TryGetValue(attribute, out var value) && context[value] is { } number ? Convert.ToInt32(number, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex("""^\s*(?<item>\w+)\s+in\s+(?<list>[^\s,|'"]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Syntax();

    [GeneratedRegex("""(?<name>\w+)\s*:\s*(?<value>"[^"]*"|'[^']*'|[^\s,|'"]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Attribute();
}

/// <summary>Writes its content where it is another than the last, within the limits of output.</summary>
internal sealed class IfChangedTag : Block
{
    private const string Register = "ifchanged";

    public override void Render(Context context, TextWriter result)
    {
        using var writer = new LimitedWriter();
        RenderAll(NodeList, context, writer);
        var text = writer.ToString();
        if (text != context.Registers[Register] as string)
        {
            context.Registers[Register] = text;
            result.Write(text);
        }
    }
}

/// <summary>Counts what a template keeps: a variable each, filled by filters that only copy, is without a limit otherwise.</summary>
internal sealed class AssignTag : DotLiquid.Tags.Assign
{
    private string to = "";

    public override void Initialize(string tagName, string markup, List<string> tokens)
    {
        to = Regex.Match(markup, @"^\s*([\w\-.\[\]]+)\s*=") is { Success: true } match
            ? match.Groups[1].Value
            : throw new DotLiquid.Exceptions.SyntaxException("An assign tag sets one variable: {{% assign name = value %}}.");
        base.Initialize(tagName, markup, tokens);
    }

    public override void Render(Context context, TextWriter result)
    {
        base.Render(context, result);
        LiquidState.Current.Spend(context.Scopes[^1][to] switch
        {
            string text => text.Length,
            ICollection list => list.Count,
            _ => 1,
        });
    }
}

/// <summary>The library's own lets a template take filters that are not ours, and without our bounds.</summary>
internal sealed class ParamTag : Block
{
    public override void Initialize(string tagName, string markup, List<string> tokens) =>
        throw new DotLiquid.Exceptions.SyntaxException("There is no tag param.");
}
