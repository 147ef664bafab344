using PracticeCms.Workflows.Activities;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows.Engine;

/// <summary>The activities that the enabled features offer, by name.</summary>
internal sealed class ActivityCatalog(IFeatureServices<IActivity> activities, IServiceProvider services)
{
    private Dictionary<string, Type>? types;

    public IReadOnlyList<IActivity> All => [.. activities.DistinctBy(a => a.Name).OrderBy(a => a.Category).ThenBy(a => a.DisplayText)];

    public bool Knows(string name) => Types.ContainsKey(name);

    /// <summary>A fresh activity with its settings; an unknown name gives a <see cref="MissingActivity"/>, which says so when it is reached.</summary>
    public IActivity Make(ActivityNode node) => Make(node, out _);

    public IActivity Make(ActivityNode node, out IReadOnlyList<(string Property, string Message)> problems)
    {
        problems = [];
        if (!Types.TryGetValue(node.Name, out var type))
        {
            return new MissingActivity(node.Name);
        }

        var activity = (IActivity)ActivatorUtilities.CreateInstance(services, type);
        problems = ActivityBinder.Bind(activity, node.Properties);
        return activity;
    }

    public string Sentence(ActivityNode node) => node.Title.Length > 0 ? node.Title : Make(node).Sentence;

    private Dictionary<string, Type> Types =>
        types ??= activities.DistinctBy(a => a.Name).ToDictionary(a => a.Name, a => a.GetType(), StringComparer.OrdinalIgnoreCase);
}
