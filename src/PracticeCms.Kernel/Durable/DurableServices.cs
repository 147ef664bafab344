using Microsoft.Extensions.Configuration;
using PracticeCms.Kernel.Jobs;

namespace PracticeCms.Kernel.Durable;

internal static class DurableServices
{
    public static IServiceCollection AddDurable(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(sp => JobsOptions.From(sp.GetRequiredService<IConfiguration>()));
        services.AddSingleton<DurableSignals>().AddSingleton<EventTypes>().AddSingleton<WorkerIdentity>().AddSingleton<WorkFailures>();
        services.AddSingleton<ForegroundLoad>().AddSingleton<Dispatcher>().AddSingleton<IDurablePump>(sp => sp.GetRequiredService<Dispatcher>());
        services.AddSingleton<WorkPeek>().AddSingleton<QuietTenants>().AddSingleton<HangfireWorkers>().AddSingleton<JobsHealth>().AddHostedService<DurableClock>();
        services.AddScoped<Outbox>().AddScoped<IOutbox>(sp => sp.GetRequiredService<Outbox>());
        services.AddScoped<IEvents, Events>().AddScoped<ITimers, Timers>();
        services.AddScoped<LeaseClock>().AddScoped<WorkQueue>().AddScoped<UntakenWork>().AddScoped<EventDispatch>().AddScoped<WorkRunner>().AddScoped<Incidents>().AddScoped<IIncidents>(sp => sp.GetRequiredService<Incidents>()).AddScoped<BackgroundSchedules>();
        services.AddTimerHandler<BackgroundTaskTimer>().AddOutboxHandler<BackgroundTaskRun>().AddBackgroundTask<ForgetFinishedWork>();
        return services.AddFeatureService<DataMigration, DurableMigrations>();
    }
}
