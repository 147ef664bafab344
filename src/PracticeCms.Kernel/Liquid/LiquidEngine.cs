using DotLiquid;

namespace PracticeCms.Kernel.Liquid;

/// <summary>Renders one text within the limits: 10,000 steps of a loop, a million characters, two seconds, 80 levels.</summary>
internal static class LiquidEngine
{
    public const int MaxIterations = 10_000;

    /// <param name="find">The source of a partial by its name.</param>
    public static string Render(
        string name, string source, IReadOnlyDictionary<string, object?> model, Hash globals, LiquidState state,
        Func<string, Template> parse, Func<string, string?> find, CancellationToken ct)
    {
        try
        {
            return state.Run(() => Render(parse(source), LiquidValues.ToHash(model, state), globals, state, partial => find(partial) is { } found ? parse(found) : null, ct));
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            throw new TemplateException(name, e is OperationCanceledException ? "Rendering takes longer than two seconds." : e.GetBaseException().Message, e);
        }
    }

    private static string Render(Template template, Hash model, Hash globals, LiquidState state, Func<string, Template?> find, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(LimitedWriter.MaxTime);
        var registers = new Hash { ["file_system"] = new PartialTemplates(find) };
        var context = new Context([model, globals], [], registers, ErrorsOutputMode.Rethrow, MaxIterations, state.Culture, deadline.Token);
        context.AddFilters(typeof(LiquidFilters));
        using var writer = new LimitedWriter();
        template.Render(writer, new RenderParameters(state.Culture) { Context = context, ErrorsOutputMode = ErrorsOutputMode.Rethrow });
        return writer.ToString();
    }
}
