namespace PracticeAdmin.Features;

/// <summary>What else changes when a feature is switched: pure, so that it can be shown before it is done.</summary>
internal static class FeaturePlan
{
    /// <summary>Features that must come on with it, in dependency order, without itself.</summary>
    public static IReadOnlyList<FeatureInfo> ComesAlong(string id, IReadOnlyList<FeatureInfo> all, Func<string, bool> isEnabled) =>
        Reach(id, feature => all.FirstOrDefault(f => f.Id == feature)?.Dependencies ?? [], all).Where(f => !isEnabled(f.Id)).ToList();

    /// <summary>Features that must go off with it, without itself.</summary>
    public static IReadOnlyList<FeatureInfo> GoesAlong(string id, IReadOnlyList<FeatureInfo> all, Func<string, bool> isEnabled) =>
        Reach(id, feature => all.Where(f => f.Dependencies.Contains(feature)).Select(f => f.Id), all).Where(f => isEnabled(f.Id)).ToList();

    private static List<FeatureInfo> Reach(string start, Func<string, IEnumerable<string>> next, IReadOnlyList<FeatureInfo> all)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var id))
        {
            foreach (var other in next(id).Where(reached.Add))
            {
                open.Push(other);
            }
        }

        return [.. all.Where(f => f.Id != start && reached.Contains(f.Id))];
    }
}
