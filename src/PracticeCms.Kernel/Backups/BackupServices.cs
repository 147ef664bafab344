using Microsoft.Extensions.Configuration;
using PracticeCms.Cli;
using PracticeCms.Kernel.Tenants;

namespace PracticeCms.Kernel.Backups;

internal static class BackupServices
{
    public static IServiceCollection AddBackups(this IServiceCollection services)
    {
        services.AddSingleton(sp => BackupOptions.From(sp.GetRequiredService<IConfiguration>(), sp.GetRequiredService<DataFolder>().Path));
        services.AddSingleton<BackupFolder>().AddSingleton<BackupContents>().AddSingleton<OpenElsewhere>().AddSingleton<TenantDatabases>();
        services.AddSingleton<MakeBackup>().AddSingleton<RestoreBackup>().AddSingleton<PlaceRestored>().AddSingleton<ReleasePractice>().AddSingleton<RestoreKeys>().AddSingleton<RunDrill>().AddSingleton<BackupCheck>();
        services.AddCliVerb<BackupVerb>().AddCliVerb<BackupKeyVerb>().AddCliVerb<RestoreVerb>().AddCliVerb<ReleaseVerb>().AddCliVerb<DrillVerb>();
        return services.AddBackgroundTask<ScheduledBackup>();
    }
}
