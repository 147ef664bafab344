namespace PracticeCms.Liquid;

/// <summary>Adds to the model of the public welcome page, such as <c>services</c> that can be booked.</summary>
public interface IHomePageSource
{
    Task AddAsync(IDictionary<string, object?> model, CancellationToken ct);
}

public static class HomePageServiceCollectionExtensions
{
    public static IServiceCollection AddHomePageSource<TSource>(this IServiceCollection services)
        where TSource : class, IHomePageSource =>
        Modules.FeatureServiceCollectionExtensions.AddFeatureService<IHomePageSource, TSource>(services);
}
