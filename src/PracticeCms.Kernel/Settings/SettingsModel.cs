namespace PracticeCms.Kernel.Settings;

internal static class SettingsModel
{
    public static void Map(ModelBuilder model)
    {
    }
}
