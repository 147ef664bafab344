using Microsoft.AspNetCore.Mvc;

namespace PracticeAdmin.Templates;

/// <summary>Shows a text as it would look, before it is saved, with sample values; in a sandbox without script.</summary>
internal static class TemplatePreview
{
    private const string Sandbox = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-same-origin";

    public static async Task<IResult> AnswerAsync(
        HttpContext http, ILiquidRenderer liquid, ITenant tenant, IClock clock, [FromForm(Name = "Input.Name")] string? name, [FromForm(Name = "Input.Source")] string? source)
    {
        http.Response.Headers.ContentSecurityPolicy = Sandbox;
        if (await liquid.ProblemAsync(source ?? "") is { } problem)
        {
            return Text(problem);
        }

        try
        {
            var model = SampleModel.Make(tenant, clock);
            var html = await liquid.RenderTextAsync(source ?? "", model, html: true, http.RequestAborted);
            return Results.Text(IsPart(name, html) ? Wrap(html, http.Request.PathBase) : html, "text/html; charset=utf-8");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Text(e.Message);
        }
    }

    private static bool IsPart(string? name, string html) => name is not "layout" && !html.Contains("<html", StringComparison.OrdinalIgnoreCase);

    private static string Wrap(string html, string pathBase) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title><link rel="stylesheet" href="{pathBase}/_content/PracticePublic/public.css">
        <link rel="stylesheet" href="{pathBase}/theme.css"></head><body><main class="page">{html}</main></body></html>
        """;

    private static IResult Text(string problem) => Results.Text(problem, "text/plain; charset=utf-8");
}
