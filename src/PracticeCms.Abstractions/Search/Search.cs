namespace PracticeCms.Search;

/// <summary>Answers the command palette and the search field.</summary>
public interface ISearchSource
{
    /// <summary>The permission that the results ask for.</summary>
    Access.Permission Permission { get; }
    Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int limit, CancellationToken ct);
}

/// <param name="Kind">In the practice's words, such as Patient.</param>
/// <param name="Url">Relative to the practice's base.</param>
public sealed record SearchHit(string Kind, string Title, string Detail, string Url, string Icon);

public static class SearchServiceCollectionExtensions
{
    public static IServiceCollection AddSearchSource<TSource>(this IServiceCollection services)
        where TSource : class, ISearchSource =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<ISearchSource, TSource>(services);
}
