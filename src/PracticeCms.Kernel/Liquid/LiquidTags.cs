using System.Collections;
using System.Text.RegularExpressions;
using DotLiquid;
using DotLiquid.FileSystems;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Sets the library up, once: output encoding, safe types, our filters and tags.</summary>
internal static class LiquidLibrary
{
    /// <summary>Tags and values. The library reads a tag within another by calling itself, and makes room for the rest of the text at each.</summary>
    private const int MostTags = 2_000;

    static LiquidLibrary()
    {
        // The library registers its own tags here; ours must come after.
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(DotLiquid.Liquid).TypeHandle);
        Template.RegisterValueTypeTransformer(typeof(IEnumerable), Write);
        foreach (var type in new[] { typeof(Instant), typeof(LocalDate), typeof(LocalTime), typeof(LocalDateTime), typeof(Money) })
        {
            Template.RegisterSafeType(type, value => value);
            Template.RegisterValueTypeTransformer(type, Write);
        }

        Template.RegisterTag<AssignTag>("assign");
        Template.RegisterTag<CaptureTag>("capture");
        Template.RegisterTag<IfChangedTag>("ifchanged");
        Template.RegisterTag<ParamTag>("param");
        Template.RegisterTag<TableRowTag>("tablerow");
        Template.RegisterTag<DotLiquid.Tags.Include>("render");
        Template.RegexTimeOut = TimeSpan.FromSeconds(1);
    }

    /// <summary>Parses; throws the library's own exceptions, and what its parser stumbles over.</summary>
    public static Template Parse(string source)
    {
        if (source.AsSpan().Count("{{".AsSpan()) + source.AsSpan().Count("{%".AsSpan()) > MostTags)
        {
            throw new DotLiquid.Exceptions.SyntaxException($"A template may have {MostTags:N0} tags and values.");
        }

        if (TemplateRanges.StandOutsideOfLoops(source))
        {
            throw new DotLiquid.Exceptions.SyntaxException("A range such as (1..5) may only stand in a for tag.");
        }

        var template = Template.Parse(source, SyntaxCompatibility.DotLiquid22a);
        template.MakeThreadSafe();
        return template;
    }

    private static object Write(object value)
    {
        var state = LiquidState.Current;
        return value is string text && state.IsSafe(text) ? text
            : state.Encode ? LiquidFilters.EncodeHtml(LiquidFilters.Text(value))
            : LiquidFilters.Text(value);
    }
}

/// <summary>Captures what was rendered, already encoded, within the limits of output.</summary>
internal sealed class CaptureTag : Block
{
    private string to = "";

    public override void Initialize(string tagName, string markup, List<string> tokens)
    {
        to = Regex.Match(markup, @"^\s*[""']?([\w-]+)[""']?\s*$") is { Success: true } match
            ? match.Groups[1].Value
            : throw new DotLiquid.Exceptions.SyntaxException("A capture tag names one variable: {{% capture name %}}.");
        base.Initialize(tagName, markup, tokens);
    }

    public override void Render(Context context, TextWriter result)
    {
        using var writer = new LimitedWriter();
        RenderAll(NodeList, context, writer);
        context.Scopes[^1][to] = LiquidState.Current.Safe(writer.ToString());
    }
}

/// <summary>Finds partials through the same lookup as pages.</summary>
internal sealed class PartialTemplates(Func<string, Template?> find) : ITemplateFileSystem
{
    public Template GetTemplate(Context context, string templateName)
    {
        var name = context[templateName]?.ToString() ?? templateName.Trim('\'', '"');
        return find(name) ?? throw new TemplateException("", $"There is no template '{name}' to include.");
    }

    public string ReadTemplateFile(Context context, string templateName) => throw new NotSupportedException();
}
