namespace PracticeCms.Kernel.Liquid;

/// <summary>A template as this practice has changed it.</summary>
[AuditName("Template"), AuditValues]
internal sealed class TemplateOverride : IVersioned
{
    public required string Name { get; set; }
    public string Source { get; set; } = "";
    public string Description { get; set; } = "";
    public Instant ChangedAt { get; set; }
    public long Version { get; set; }
}

internal static class TemplateModel
{
    public static void Map(ModelBuilder model) => model.Entity<TemplateOverride>(e =>
    {
        e.ToTable("kernel_template");
        e.HasKey(t => t.Name);
    });
}

internal sealed class TemplateMigrations : DataMigration
{
    public override int Order => -40;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_template",
            t => new
            {
                name = t.Column<string>(),
                source = t.Column<string>(),
                description = t.Column<string>(),
                changed_at = t.Column<DateTime>(),
                version = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("pk_kernel_template", x => x.name));
        return 1;
    }
}
