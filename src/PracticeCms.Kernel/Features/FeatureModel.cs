namespace PracticeCms.Kernel.Features;

/// <summary>A feature that is on in this practice, with the version its tables are at.</summary>
[NotAudited("switching a feature records one event that names it")]
internal sealed class EnabledFeature
{
    public required string Id { get; set; }

    /// <summary>Its module, which may be removed from the host while this row stays.</summary>
    public required string ModuleId { get; set; }
    public Instant EnabledAt { get; set; }
    public bool IsEnabled { get; set; }

    /// <summary>Names of the permissions it declared or granted, as a JSON array: a purge takes them back.</summary>
    [JsonColumn]
    public string Permissions { get; set; } = "[]";
}

[NotAudited("follows from the feature")]
internal sealed class AppliedMigration
{
    /// <summary>Full name of the migration class.</summary>
    public required string Id { get; set; }
    public required string ModuleId { get; set; }
    public int Version { get; set; }
    public Instant AppliedAt { get; set; }

    /// <summary>What its steps made and is still there, as a JSON array of <see cref="Data.SchemaObject"/>: a purge drops it, also without the module.</summary>
    [JsonColumn]
    public string Made { get; set; } = "[]";
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
            t => new { id = t.Column<string>(), module_id = t.Column<string>(), version = t.Column<int>(), applied_at = t.Column<DateTime>(), made = t.Json(m) },
            constraints: t => t.PrimaryKey("pk_kernel_migration", x => x.id));
        m.CreateTable(
            "kernel_feature",
            t => new { id = t.Column<string>(), module_id = t.Column<string>(), enabled_at = t.Column<DateTime>(), is_enabled = t.Column<bool>(), permissions = t.Json(m) },
            constraints: t => t.PrimaryKey("pk_kernel_feature", x => x.id));
        return 1;
    }
}
