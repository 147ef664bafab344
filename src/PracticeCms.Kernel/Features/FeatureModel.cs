namespace PracticeCms.Kernel.Features;

/// <summary>A feature that is on in this practice, with the version its tables are at.</summary>
[NotAudited("switching a feature records one event that names it")]
internal sealed class EnabledFeature
{
    public required string Id { get; set; }
    public Instant EnabledAt { get; set; }
    public bool IsEnabled { get; set; }
}

[NotAudited("follows from the feature")]
internal sealed class AppliedMigration
{
    /// <summary>Full name of the migration class.</summary>
    public required string Id { get; set; }
    public int Version { get; set; }
    public Instant AppliedAt { get; set; }
}

internal static class FeatureModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<EnabledFeature>(e => e.ToTable("kernel_feature"));
        model.Entity<AppliedMigration>(e => e.ToTable("kernel_migration"));
    }
}

/// <summary>The first table of a practice's database; the others need it to note that they exist.</summary>
internal sealed class FeatureMigrations : DataMigration
{
    public override int Order => -100;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_migration",
            t => new { id = t.Column<string>(), version = t.Column<int>(), applied_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_kernel_migration", x => x.id));
        m.CreateTable(
            "kernel_feature",
            t => new { id = t.Column<string>(), enabled_at = t.Column<DateTime>(), is_enabled = t.Column<bool>() },
            constraints: t => t.PrimaryKey("pk_kernel_feature", x => x.id));
        return 1;
    }
}
