using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc;

namespace PracticeAdmin.Templates;

/// <summary>Shows a text as it would look, before it is saved, with sample values; in a sandbox without script.</summary>
internal sealed class TemplatePreview(ILiquidRenderer liquid, ISettings settings, ITenant tenant, IClock clock)
{
    /// <summary>The text as it stands now.</summary>
    public static async Task<IResult> ShowAsync(HttpContext http, TemplatePreview preview, ILiquidRenderer liquid, string name, CancellationToken ct) =>
        await liquid.SourceAsync(name, ct) is { } source ? await AnswerAsync(http, preview, name, source) : Problem.NotFound("The template").ToHttp();

    /// <summary>The text as it is typed.</summary>
    public static async Task<IResult> AnswerAsync(
        HttpContext http, TemplatePreview preview, [FromForm(Name = "Input.Name")] string? name, [FromForm(Name = "Input.Source")] string? source)
    {
        var html = await preview.RenderAsync(name ?? "", source ?? "", http.Request.PathBase, http.RequestAborted);
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self' {OwnStyles.Of(html)}; img-src 'self' data:; font-src 'self'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-same-origin";
        return Results.Text(html, "text/html; charset=utf-8");
    }

    private async Task<string> RenderAsync(string name, string source, string pathBase, CancellationToken ct)
    {
        if (await liquid.ProblemAsync(source) is { } problem)
        {
            return Wrap($"<p>{HtmlEncoder.Default.Encode(problem)}</p>", pathBase);
        }

        try
        {
            var model = SampleModel.Make(tenant, clock);
            var html = await liquid.RenderTextAsync(source, model, html: true, ct);
            return TemplateWords.IsMail(name) ? await MailAsync(html, model, ct)
                : name == "layout" || html.Contains("<html", StringComparison.OrdinalIgnoreCase) ? html
                : Wrap(html, pathBase);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Wrap($"<p>{HtmlEncoder.Default.Encode(e.Message)}</p>", pathBase);
        }
    }

    /// <summary>As it goes out: below its subject, inside of the layout of all mails.</summary>
    private async Task<string> MailAsync(string rendered, Dictionary<string, object?> model, CancellationToken ct)
    {
        var text = rendered.TrimStart();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var hasSubject = text.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase);
        var subject = hasSubject ? text[8..(end < 0 ? text.Length : end)].Trim() : "";
        var branding = await settings.GetAsync<BrandingSettings>(ct);
        model["content"] = $"<p><strong>{subject}</strong></p>{(hasSubject ? end < 0 ? "" : text[(end + 1)..] : text)}";
        model["subject"] = WebUtility.HtmlDecode(subject);
        (model["accent"], model["tint"]) = (branding.Accent, branding.Tint);
        return await liquid.RenderAsync("mail/layout", model, ct);
    }

    private static string Wrap(string html, string pathBase) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title><link rel="stylesheet" href="{pathBase}/_content/PracticePublic/public.css">
        <link rel="stylesheet" href="{pathBase}/theme.css"></head><body><main class="page">{html}</main></body></html>
        """;
}
