namespace PracticeAdmin.Frame;

/// <summary>The menus of the enabled features, with what this person may open.</summary>
internal sealed class Menus(IFeatureServices<INavigationProvider> providers, ICurrentActor actor)
{
    private readonly Dictionary<string, IReadOnlyList<NavigationEntry>> built = new(StringComparer.Ordinal);

    /// <summary>In the order of the screen; where two entries ask for the same keys, the first has them.</summary>
    /// <param name="name">admin, create or settings.</param>
    public async Task<IReadOnlyList<NavigationEntry>> GetAsync(string name)
    {
        if (built.TryGetValue(name, out var known))
        {
            return known;
        }

        var builder = new NavigationBuilder();
        foreach (var provider in providers)
        {
            await provider.BuildNavigationAsync(name, builder);
        }

        // A page of settings without a setting is a dead end.
        var hasSettings = name == "admin" && (await GetAsync("settings")).Count > 0;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return built[name] = [.. builder.Entries
            .Where(e => actor.Can(e.Permission))
            .Where(e => e.Url != AdminMenu.Settings || hasSettings)
            .OrderBy(e => name == "admin" ? Rank(e.Group) : 0).ThenBy(e => e.Position).ThenBy(e => e.Text, StringComparer.CurrentCulture)
            .Select(e => e.Shortcut is null || taken.Add(e.Shortcut) ? e : e with { Shortcut = null })];
    }

    /// <summary>The entry that the address lies under: the longest that it begins with.</summary>
    public static NavigationEntry? Active(IReadOnlyList<NavigationEntry> entries, string path) =>
        entries.Where(e => path == e.Url || (e.Url != AdminMenu.Home && path.StartsWith(e.Url + "/", StringComparison.Ordinal))).MaxBy(e => e.Url.Length);

    // Groups that a module invents come after ours.
    private static int Rank(string group)
    {
        var order = NavigationGroups.InOrder;
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] == group)
            {
                return i;
            }
        }

        return order.Count;
    }
}
