using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;

namespace PracticeAdmin.Colours;

/// <summary>The practice's mark on its accent.</summary>
internal static partial class Favicon
{
    private static readonly Lazy<string> Sprite = new(ReadSprite);

    public static async Task<IResult> AnswerAsync(HttpContext http, ISettings settings)
    {
        var branding = await settings.GetAsync<BrandingSettings>(http.RequestAborted);
        http.Response.Headers[HeaderNames.CacheControl] = "public, max-age=60";
        return Results.Text(Draw(branding), "image/svg+xml");
    }

    public static string Draw(BrandingSettings branding)
    {
        var fill = Colour.Parse(branding.Accent, new Colour(0x2f, 0x5b, 0xea));
        var shape = Shape(branding.Mark) ?? Shape("building") ?? "";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" fill=\"{fill}\"/>"
            + $"<g transform=\"translate(7 7) scale(1.125)\" fill=\"{ThemeCss.On(fill)}\">{shape}</g></svg>";
    }

    private static string? Shape(string mark) =>
        SymbolOf().Matches(Sprite.Value).FirstOrDefault(m => m.Groups["id"].Value == mark)?.Groups["shape"].Value;

    private static string ReadSprite()
    {
        using var reader = new StreamReader(typeof(Icon).Assembly.GetManifestResourceStream("icons.svg")!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<symbol id=\"(?<id>[a-z0-9-]+)\"[^>]*>(?<shape>.*?)</symbol>", RegexOptions.ExplicitCapture)]
    private static partial Regex SymbolOf();
}
