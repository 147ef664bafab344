using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace PracticeAdmin.Colours;

/// <summary>The practice's look as custom properties, for staff and public pages: the accent with its shades, in light and dark.</summary>
internal static class ThemeCss
{
    private static readonly Colour DefaultAccent = new(0x2f, 0x5b, 0xea);
    private static readonly Colour LightHover = new(0xf3, 0xf4, 0xf7);
    private static readonly Colour DarkSurface = new(0x18, 0x1b, 0x22);
    private static readonly Colour DarkHover = new(0x1f, 0x23, 0x2b);

    /// <summary>Changes when the style sheet does, so that browsers may keep it for a year.</summary>
    public static string Version(BrandingSettings branding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(branding))))[..10];

    public static async Task<IResult> AnswerAsync(HttpContext http, ISettings settings, string? v)
    {
        var branding = await settings.GetAsync<BrandingSettings>(http.RequestAborted);
        var isCurrent = v == Version(branding);
        http.Response.Headers[HeaderNames.CacheControl] = isCurrent ? "public, max-age=31536000, immutable" : "public, max-age=60";
        return Results.Text(Write(branding), "text/css; charset=utf-8");
    }

    public static string Write(BrandingSettings branding)
    {
        var accent = Colour.Parse(branding.Accent, DefaultAccent);
        var tint = Colour.Parse(branding.Tint, accent.Mix(Colour.White, 0.93));
        var light = Light(accent, tint);
        var dark = Dark(accent);
        var (font, radius) = Shape(branding.HeadingFont);
        return $$$"""
            :root{--font-heading:{{{font}}};--brand-radius:{{{radius}}};{{{light}}}}
            @media (prefers-color-scheme:dark){:root:not([data-bs-theme=light]){{{{dark}}}}}
            :root[data-bs-theme=dark]{{{{dark}}}}

            """;
    }

    /// <summary>White where it can be read, else black: one of the two always can (4.5:1).</summary>
    public static Colour On(Colour fill) =>
        fill.ContrastWith(Colour.White) >= 4.5 || fill.ContrastWith(Colour.White) > fill.ContrastWith(Colour.Black) ? Colour.White : Colour.Black;

    private static string Light(Colour accent, Colour chosenTint)
    {
        // Dark letters stand on the tint, whatever was chosen.
        var tint = chosenTint.ReadableOn(Colour.Ink, Colour.White, 7);
        var soft = accent.Mix(Colour.White, 0.9);
        var text = accent.ReadableOn(tint, Colour.Ink).ReadableOn(soft, Colour.Ink).ReadableOn(LightHover, Colour.Ink);
        return Properties(accent, Hover(accent), text, soft, line: accent.Mix(Colour.White, 0.65), tint);
    }

    private static string Dark(Colour accent)
    {
        // A dark accent would drown in a dark page; the fill is lifted until it stands out as a shape (1.4.11).
        var fill = accent.ReadableOn(DarkSurface, Colour.White, 3);
        var soft = DarkSurface.Mix(fill, 0.2);
        // Coloured letters on dark look duller than their contrast says.
        var text = fill.ReadableOn(soft, Colour.White, 6).ReadableOn(DarkHover, Colour.White, 6);
        return Properties(fill, Hover(fill), text, soft, line: DarkSurface.Mix(fill, 0.5), tint: DarkSurface.Mix(accent, 0.07));
    }

    // Away from the letters on it, so that they stay readable.
    private static Colour Hover(Colour fill) => On(fill) == Colour.White ? fill.Mix(Colour.Black, 0.14) : fill.Mix(Colour.White, 0.2);

    private static string Properties(Colour fill, Colour hover, Colour text, Colour soft, Colour line, Colour tint) =>
        $"--accent:{fill};--accent-hover:{hover};--on-accent:{On(fill)};--accent-text:{text};--accent-soft:{soft};--accent-line:{line};--tint:{tint};";

    /// <summary>Heading type and corners belong together: a serif with sharp corners, a rounded face with round ones.</summary>
    private static (string Font, string Radius) Shape(string headingFont) => headingFont switch
    {
        "serif" => ("\"Source Serif 4\",\"Iowan Old Style\",Palatino,Georgia,serif", "2px"),
        "rounded" => ("Nunito,ui-rounded,\"SF Pro Rounded\",\"Hiragino Maru Gothic ProN\",system-ui,sans-serif", "18px"),
        _ => ("Inter,system-ui,\"Segoe UI\",Roboto,sans-serif", "8px"),
    };
}
