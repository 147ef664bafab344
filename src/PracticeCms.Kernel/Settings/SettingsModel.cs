namespace PracticeCms.Kernel.Settings;

/// <summary>One document of settings; its name is the name of the type that reads it.</summary>
[NotAudited("saving records one event that names the changed members")]
internal sealed class Setting : IVersioned
{
    public required string Name { get; set; }

    [JsonColumn]
    public string Json { get; set; } = "{}";
    public long Version { get; set; }
}

internal static class SettingsModel
{
    public static void Map(ModelBuilder model) => model.Entity<Setting>(e => e.HasKey(s => s.Name));
}

internal sealed class SettingsMigrations : DataMigration
{
    public override int Order => -50;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_setting",
            t => new { name = t.Column<string>(), json = t.Json(m), version = t.Column<long>() },
            constraints: t => t.PrimaryKey("pk_kernel_setting", x => x.name));
        return 1;
    }
}
