using PracticeCms.Liquid;

namespace PracticeCms.Kernel.Liquid;

internal static class LiquidRegistration
{
    public static IServiceCollection AddPracticeLiquid(this IServiceCollection services) => services
        .AddHttpContextAccessor()
        .AddSingleton<TemplateIndex>()
        .AddSingleton<PageCache>()
        .AddScoped<TenantTemplates>()
        .AddScoped<ILiquidRenderer, LiquidRenderer>()
        .AddScoped<IPublicPages, PublicPages>()
        .AddFeatureService<DataMigration, TemplateMigrations>();
}
