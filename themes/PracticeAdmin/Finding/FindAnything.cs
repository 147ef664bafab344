using PracticeAdmin.Frame;

namespace PracticeAdmin.Finding;

/// <summary>Results of one kind.</summary>
internal sealed record FoundGroup(string Title, IReadOnlyList<SearchHit> Items);

/// <summary>Pages, actions and records that match what was typed; only what this person may open.</summary>
internal sealed class FindAnything(IFeatureServices<ISearchSource> sources, Menus menus, ICurrentActor actor)
{
    private const int PerSource = 6;
    private const int MaxQuery = 100;

    public async Task<IReadOnlyList<FoundGroup>> ExecuteAsync(string? query, CancellationToken ct)
    {
        var text = (query ?? "").Trim().AtMost(MaxQuery);
        if (text.StartsWith('>'))
        {
            return Some([new FoundGroup("Actions", await MenuAsync("create", "Action", text[1..].Trim()))]);
        }

        var groups = new List<FoundGroup>();
        if (text.Length > 1)
        {
            groups.AddRange(await RecordsAsync(text, ct));
        }

        groups.Add(new FoundGroup("Pages", await MenuAsync("admin", "Page", text)));
        if (text.Length > 0)
        {
            groups.Add(new FoundGroup("Settings", await MenuAsync("settings", "Setting", text)));
        }

        groups.Add(new FoundGroup("Actions", await MenuAsync("create", "Action", text)));
        return Some(groups);
    }

    private async Task<List<FoundGroup>> RecordsAsync(string text, CancellationToken ct)
    {
        var hits = new List<SearchHit>();
        foreach (var source in sources.Where(s => actor.Can(s.Permission)))
        {
            hits.AddRange(await source.SearchAsync(text, PerSource, ct));
        }

        return [.. hits.GroupBy(h => h.Kind).Select(g => new FoundGroup(g.Key, [.. g]))];
    }

    private async Task<IReadOnlyList<SearchHit>> MenuAsync(string menu, string kind, string text) =>
        [.. (await menus.GetAsync(menu))
            .Where(e => e.Text.Contains(text, StringComparison.CurrentCultureIgnoreCase))
            .Select(e => new SearchHit(kind, e.Text, kind == "Page" ? e.Group : "", e.Url, e.Icon))];

    private static List<FoundGroup> Some(IEnumerable<FoundGroup> groups) => [.. groups.Where(g => g.Items.Count > 0)];
}
