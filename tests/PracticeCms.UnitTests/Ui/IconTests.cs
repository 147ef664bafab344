using System.Text.RegularExpressions;
using PracticeAdmin.Branding;
using PracticeCms.Ui;

namespace PracticeCms.UnitTests.Ui;

public sealed class IconTests
{
    private static readonly HashSet<string> Sprite = Regex.Matches(Read(), "<symbol id=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_icon_that_a_page_names_is_in_the_sprite()
    {
        var pages = new[] { "src", "modules", "themes" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.razor", SearchOption.AllDirectories));
        var named = pages.SelectMany(page => Regex.Matches(File.ReadAllText(page), "<Icon Name=\"([a-z0-9-]+)\"|Icon=\"([a-z0-9-]+)\"")
            .Select(m => (Page: Path.GetFileName(page), Icon: m.Groups[1].Value + m.Groups[2].Value)));
        Assert.Empty(named.Where(n => !Sprite.Contains(n.Icon)));
    }

    [Fact]
    public void Every_mark_that_a_practice_may_choose_is_in_the_sprite() => Assert.Empty(SaveBranding.Marks.Where(m => !Sprite.Contains(m)));

    private static string Read()
    {
        using var reader = new StreamReader(typeof(Icon).Assembly.GetManifestResourceStream("icons.svg")!);
        return reader.ReadToEnd();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PracticeCms.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
