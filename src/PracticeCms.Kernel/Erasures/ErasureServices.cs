using PracticeCms.Backups;
using PracticeCms.Secrets;

namespace PracticeCms.Kernel.Erasures;

internal static class ErasureServices
{
    public static IServiceCollection AddErasures(this IServiceCollection services)
    {
        services.AddSingleton<ErasureLedger>();
        services.AddScoped<ErasingModules>().AddScoped<ForgetClient>().AddScoped<KeepErasures>().AddScoped<IErasure, EraseClient>();
        services.AddScoped<KeptOfErased>().AddScoped<IKeptOfErased>(sp => sp.GetRequiredService<KeptOfErased>()).AddBackgroundTask<EraseDue>();
        services.AddFeatureService<IErasesClients, EraseReasons>();
        services.AddFeatureService<IAfterRestore, ReplayErasures>();
        return services.AddFeatureService<DataMigration, ErasureMigrations>();
    }
}
