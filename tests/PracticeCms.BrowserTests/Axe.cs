using Deque.AxeCore.Commons;

namespace PracticeCms.BrowserTests;

/// <summary>axe-core in a page: brought in once, asked as often as needed.</summary>
internal sealed class Axe
{
    private static readonly string Script = Read();
    private static readonly object Wcag = new { type = "tag", values = (string[])["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };

    private static readonly object Seen = new { type = "rule", values = (string[])["color-contrast", "target-size", "scrollable-region-focusable"] };

    private readonly IPage page;

    private Axe(IPage page) => this.page = page;

    public static async Task<Axe> IntoAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        return new Axe(page);
    }

    /// <summary>What breaks WCAG 2.2 AA.</summary>
    public Task<string[]> AllAsync() => RunAsync(Wcag);

    /// <summary>What of it depends on colours and sizes alone.</summary>
    public Task<string[]> SeenAsync() => RunAsync(Seen);

    private Task<string[]> RunAsync(object only) => page.EvaluateAsync<string[]>(
        """
        async only => {
          const found = await axe.run(document, { runOnly: only, resultTypes: ['violations'], iframes: false });
          return found.violations.map(v => [`${v.id}: ${v.help}`, ...v.nodes.slice(0, 4).map(n => n.html)].join('\n    '));
        }
        """,
        only);

    private static string Read()
    {
        using var source = typeof(AxeRunOptions).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }
}
