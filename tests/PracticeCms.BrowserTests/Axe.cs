using Deque.AxeCore.Commons;

namespace PracticeCms.BrowserTests;

/// <summary>axe-core in a page: brought in once, asked as often as needed.</summary>
internal sealed class Axe
{
    private static readonly string Script = Read();
    private static readonly object Wcag = new { type = "tag", values = (string[])["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };

    private readonly IPage page;

    private Axe(IPage page) => this.page = page;

    public static async Task<Axe> IntoAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        return new Axe(page);
    }

    /// <summary>What breaks WCAG 2.2 AA.</summary>
    public Task<string[]> AllAsync() => page.EvaluateAsync<string[]>(
        """
        async only => {
          const found = await axe.run(document, { runOnly: only, resultTypes: ['violations'], iframes: false });
          return found.violations.map(v => [`${v.id}: ${v.help}`, ...v.nodes.slice(0, 4).map(n => n.html)].join('\n    '));
        }
        """,
        Wcag);

    private static string Read()
    {
        using var source = typeof(AxeRunOptions).Assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }
}
