using PracticeCms.Settings;

namespace PracticeCms.Kernel.Settings;

internal static class SettingsRegistration
{
    public static IServiceCollection AddPracticeSettings(this IServiceCollection services) => services
        .AddSingleton<SettingsCache>()
        .AddScoped<PracticeSettingsStore>()
        .AddScoped<ISettings>(sp => sp.GetRequiredService<PracticeSettingsStore>())
        .AddScoped<Vocabulary>().AddScoped<IVocabulary>(sp => sp.GetRequiredService<Vocabulary>())
        .AddFeatureService<DataMigration, SettingsMigrations>();
}
