namespace PracticeCms.Navigation;

/// <summary>Adds entries to a menu: <c>admin</c> (left navigation, by job), <c>create</c> (+ Create) or <c>settings</c>.</summary>
public interface INavigationProvider
{
    ValueTask BuildNavigationAsync(string name, NavigationBuilder builder);
}

/// <summary>Groups of the left navigation, in their order.</summary>
public static class NavigationGroups
{
    public const string Today = "Today";
    public const string Clients = "People";
    public const string Money = "Money";
    public const string Automation = "Automation";
    public const string Practice = "Practice";

    public static IReadOnlyList<string> InOrder { get; } = [Today, Clients, Money, Automation, Practice];
}

public sealed class NavigationBuilder
{
    private readonly List<NavigationEntry> entries = [];

    public IReadOnlyList<NavigationEntry> Entries => entries;

    /// <param name="text">The label, already in the practice's words.</param>
    /// <param name="url">Relative to the practice's base, such as <c>admin/clients</c>.</param>
    /// <param name="icon">Name in the icon sprite.</param>
    public NavigationBuilder Add(string group, string text, string url, string icon, Access.Permission permission, int position = 0, string? shortcut = null)
    {
        entries.Add(new NavigationEntry(group, text, url, icon, permission, position) { Shortcut = shortcut });
        return this;
    }
}

public sealed record NavigationEntry(string Group, string Text, string Url, string Icon, Access.Permission Permission, int Position)
{
    /// <summary>Keys that open it, such as <c>g c</c>; several ways are separated by a comma and a space.</summary>
    public string? Shortcut { get; init; }
}

/// <summary>One line of the first-run checklist on the dashboard.</summary>
public interface IChecklistItem
{
    int Position { get; }
    Task<ChecklistState> GetAsync(CancellationToken ct);
}

public sealed record ChecklistState(string Text, string Url, bool Done);

/// <summary>A card on the staff dashboard: a Razor component type without parameters.</summary>
public sealed record DashboardCard(Type Component, Access.Permission Permission, int Position);

public interface IDashboardCardProvider
{
    IEnumerable<DashboardCard> GetCards();
}

public static class NavigationServiceCollectionExtensions
{
    public static IServiceCollection AddNavigation<TProvider>(this IServiceCollection services)
        where TProvider : class, INavigationProvider =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<INavigationProvider, TProvider>(services);

    public static IServiceCollection AddDashboardCards<TProvider>(this IServiceCollection services)
        where TProvider : class, IDashboardCardProvider =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IDashboardCardProvider, TProvider>(services);

    public static IServiceCollection AddChecklistItem<TItem>(this IServiceCollection services)
        where TItem : class, IChecklistItem =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IChecklistItem, TItem>(services);
}
