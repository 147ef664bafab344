namespace PracticeCms.Ui;

public static class UiServiceCollectionExtensions
{
    /// <summary>What the components need: messages that outlive a redirect.</summary>
    public static IServiceCollection AddPracticeUi(this IServiceCollection services) =>
        services.AddHttpContextAccessor().AddScoped<Toasts>();
}
