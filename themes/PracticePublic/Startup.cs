namespace PracticePublic;

public sealed class Startup : StartupBase
{
    public override void Configure(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", HomeAsync).AllowPublic("The practice's welcome page").WithSummary("Welcome page");

    private static async Task<IResult> HomeAsync(
        IPublicPages pages, IFeatures features, IVocabulary words, ISettings settings, IFeatureServices<IHomePageSource> sources, CancellationToken ct)
    {
        var model = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["can_book"] = features.IsEnabled("PracticeCms.Scheduling"),
            ["book_text"] = $"Book {words.WithArticle("Appointment")}",
            ["services_title"] = words.Plural("Service"),
        };
        foreach (var source in sources)
        {
            await source.AddAsync(model, ct);
        }

        return await pages.PageAsync("home", (await settings.GetAsync<PracticeSettings>(ct)).Name, model, ct: ct);
    }
}
