using PracticeAdmin.Colours;

namespace PracticeAdmin.Branding;

/// <summary>Says what a pale accent costs. It is advice: text colours are mended by the style sheet, a pale button stays pale.</summary>
internal static class ContrastAdvice
{
    public static string For(string? accent) =>
        !Colour.TryParse(accent, out var colour) || colour.ContrastWith(Colour.White) >= 3
            ? ""
            : "This accent hardly stands out from white. Buttons get dark letters and links a darker shade; a stronger colour is easier to find.";
}
