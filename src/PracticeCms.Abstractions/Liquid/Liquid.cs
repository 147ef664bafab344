namespace PracticeCms.Liquid;

/// <summary>
/// Renders what clients see or receive. A template is looked up as the tenant's override, then in the theme, then in the module
/// that ships it (embedded as <c>**/*.liquid</c>; its name is the path below the module with <c>/</c> and without extension, lower case).
/// </summary>
public interface ILiquidRenderer
{
    /// <summary>
    /// Renders with HTML encoding of every value. The model is made of dictionaries, lists, strings, numbers, booleans and
    /// NodaTime values; the practice (<c>practice.name</c>, <c>practice.phone</c> ...), the words (<c>words.Client</c>) and
    /// <c>base_url</c> are there always.
    /// </summary>
    Task<string> RenderAsync(string template, IReadOnlyDictionary<string, object?> model, CancellationToken ct = default);

    /// <summary>Renders text that a person wrote, such as a workflow's subject; no encoding for plain text.</summary>
    Task<string> RenderTextAsync(string source, IReadOnlyDictionary<string, object?> model, bool html = false, CancellationToken ct = default);

    /// <summary>The problem with a template's text, or null where it parses.</summary>
    Task<string?> ProblemAsync(string source);

    /// <summary>Names of all templates that the enabled features and the theme ship or the tenant has overridden.</summary>
    Task<IReadOnlyList<LiquidTemplateInfo>> ListAsync(CancellationToken ct = default);
    Task<string?> SourceAsync(string template, CancellationToken ct = default);

    /// <summary>Sets the tenant's override in the running unit of work; null takes it back.</summary>
    Task<Result> OverrideAsync(string template, string? source, CancellationToken ct = default);
}

public sealed record LiquidTemplateInfo(string Name, string Origin, bool IsOverridden);

/// <summary>Renders pages for the public site inside the public theme's layout.</summary>
public interface IPublicPages
{
    /// <summary>Renders the template and wraps it in <c>layout</c> with the title.</summary>
    Task<Microsoft.AspNetCore.Http.IResult> PageAsync(
        string template, string title, IReadOnlyDictionary<string, object?> model, int statusCode = 200, CancellationToken ct = default);
}
