namespace PracticeCms.Ui;

public static class UiServiceCollectionExtensions
{
    /// <summary>What the components need: messages that outlive a redirect, and whose turn it is to load.</summary>
    public static IServiceCollection AddPracticeUi(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddScoped<Toasts>().AddScoped<LoadTurn>();
}
