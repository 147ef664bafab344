using PracticeCms.Health;
using PracticeCms.Kernel.Erasures;

namespace PracticeCms.Kernel.Health;

internal static class HealthServices
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<HostHealth>().AddScoped<Health>().AddScoped<IHealth>(sp => sp.GetRequiredService<Health>())
        .AddFeatureService<IHealthCheck, DatabaseHealth>().AddFeatureService<IHealthCheck, SchemaHealth>().AddFeatureService<IHealthCheck, PracticeHealth>()
        .AddFeatureService<IHealthCheck, ErasureHealth>();
}
