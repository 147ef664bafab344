using System.Globalization;

namespace PracticeAdmin.Colours;

/// <summary>An sRGB colour, with the contrast of WCAG 2.2 (relative luminance, section 1.4.3).</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour White { get; } = new(255, 255, 255);

    public static Colour Black { get; }

    public static Colour Ink { get; } = new(0x14, 0x17, 0x1f);

    /// <summary>Reads #rrggbb.</summary>
    public static bool TryParse(string? text, out Colour colour)
    {
        colour = default;
        if (text is not { Length: 7 } || text[0] != '#' || !uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
        {
            return false;
        }

        colour = new Colour((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        return true;
    }

    public static Colour Parse(string? text, Colour otherwise) => TryParse(text, out var colour) ? colour : otherwise;

    /// <summary>From 1 to 21.</summary>
    public double ContrastWith(Colour other)
    {
        var (a, b) = (Luminance, other.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    /// <param name="share">How much of the other colour, 0 to 1.</param>
    public Colour Mix(Colour other, double share) => new(Blend(Red, other.Red, share), Blend(Green, other.Green, share), Blend(Blue, other.Blue, share));

    /// <summary>This colour, moved toward the other only as far as text on the ground needs.</summary>
    public Colour ReadableOn(Colour ground, Colour toward, double contrast = 4.5)
    {
        for (var share = 0.0; share < 1; share += 0.04)
        {
            var candidate = Mix(toward, share);
            if (candidate.ContrastWith(ground) >= contrast)
            {
                return candidate;
            }
        }

        return toward;
    }

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static byte Blend(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
