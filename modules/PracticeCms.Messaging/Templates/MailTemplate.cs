using System.Net;

namespace PracticeCms.Messaging.Templates;

internal sealed record RenderedMail(string Subject, string Text, string? Html);

/// <summary>A mail template: the first line is <c>Subject: ...</c>, the rest HTML that the layout gives the practice's look.</summary>
internal sealed class MailTemplate(ILiquidRenderer liquid, ISettings settings)
{
    private const string SubjectMark = "Subject:";

    public async Task<RenderedMail> RenderAsync(string template, IReadOnlyDictionary<string, object?> model, CancellationToken ct)
    {
        var name = template.StartsWith("mail/", StringComparison.Ordinal) ? template : "mail/" + template;
        var (subject, body) = Split(await liquid.RenderAsync(name, model, ct));
        return await LayOutAsync(subject, body, model, ct);
    }

    /// <summary>Wraps HTML into the practice's layout and derives its plain text.</summary>
    public async Task<RenderedMail> LayOutAsync(string subject, string body, IReadOnlyDictionary<string, object?> model, CancellationToken ct)
    {
        var branding = await settings.GetAsync<BrandingSettings>(ct);
        var layout = new Dictionary<string, object?>(model)
        {
            ["content"] = body,
            ["subject"] = subject,
            ["accent"] = branding.Accent,
            ["tint"] = branding.Tint,
        };
        return new RenderedMail(subject, PlainText.FromHtml(body), await liquid.RenderAsync("mail/layout", layout, ct));
    }

    /// <summary>The renderer encodes values for HTML; a subject is plain text, so it is decoded again.</summary>
    internal static (string Subject, string Body) Split(string rendered)
    {
        var text = rendered.TrimStart('\uFEFF', ' ', '\r', '\n');
        if (!text.StartsWith(SubjectMark, StringComparison.OrdinalIgnoreCase))
        {
            return ("", text);
        }

        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var line = end < 0 ? text : text[..end];
        return (WebUtility.HtmlDecode(line[SubjectMark.Length..]).Trim(), end < 0 ? "" : text[(end + 1)..].TrimStart());
    }
}
