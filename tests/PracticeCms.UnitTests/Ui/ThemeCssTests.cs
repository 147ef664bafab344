using System.Text.RegularExpressions;
using CsCheck;
using PracticeAdmin.Colours;
using PracticeCms.Settings;

namespace PracticeCms.UnitTests.Ui;

public sealed class ThemeCssTests
{
    private static readonly Gen<Colour> AnyColour = Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte, (r, g, b) => new Colour(r, g, b));

    [Fact]
    public void Contrast_is_that_of_the_standard()
    {
        Assert.Equal(21, Colour.White.ContrastWith(new Colour(0, 0, 0)), 3);
        Assert.Equal(4.54, Colour.Parse("#767676", default).ContrastWith(Colour.White), 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("#12345")]
    [InlineData("#12345g")]
    [InlineData("red;}body{display:none}")]
    public void What_is_no_colour_is_refused(string? text) => Assert.False(Colour.TryParse(text, out _));

    [Fact]
    public void Whatever_the_accent_letters_on_it_and_links_in_it_can_be_read() => AnyColour.Sample(accent =>
    {
        var css = ThemeCss.Write(new BrandingSettings { Accent = accent.ToString(), Tint = accent.Mix(Colour.White, 0.93).ToString() });
        foreach (var scheme in Schemes(css))
        {
            Assert.True(scheme["accent"].ContrastWith(scheme["on-accent"]) >= 4.5, $"{accent}: letters on the fill");
            Assert.True(scheme["accent-text"].ContrastWith(scheme["accent-soft"]) >= 4.5, $"{accent}: links on a soft ground");
        }
    });

    [Fact]
    public void A_setting_that_is_no_colour_never_reaches_the_style_sheet()
    {
        var css = ThemeCss.Write(new BrandingSettings { Accent = "red;}body{display:none}", Tint = "url(//evil)", HeadingFont = "x\"}" });
        Assert.DoesNotContain("evil", css, StringComparison.Ordinal);
        Assert.DoesNotContain("display:none", css, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_changes_with_the_look()
    {
        var before = ThemeCss.Version(new BrandingSettings());
        Assert.Equal(before, ThemeCss.Version(new BrandingSettings { Tagline = "Other words" }));
        Assert.NotEqual(before, ThemeCss.Version(new BrandingSettings { Accent = "#112233" }));
    }

    private static IEnumerable<Dictionary<string, Colour>> Schemes(string css) =>
        css.Split(":root").Skip(1).Select(block => Regex.Matches(block, "--(?<name>[a-z-]+):(?<colour>#[0-9a-f]{6})")
            .ToDictionary(m => m.Groups["name"].Value, m => Colour.Parse(m.Groups["colour"].Value, default)));
}
