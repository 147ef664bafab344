namespace PracticeCms.Kernel.Recipes;

/// <summary>One run of a recipe that was committed.</summary>
[NotAudited("running a recipe records one event that names it")]
internal sealed class RecipeRun
{
    public Guid Id { get; set; }
    public string Recipe { get; set; } = "";

    /// <summary>SHA-256 of the recipe's text, lower-case hex.</summary>
    public string Hash { get; set; } = "";
    public Instant At { get; set; }
    public string RunBy { get; set; } = "";
    public string Status { get; set; } = "";

    [JsonColumn]
    public string Changes { get; set; } = "[]";
}

internal static class RecipeModel
{
    public static void Map(ModelBuilder model) => model.Entity<RecipeRun>();
}

internal sealed class RecipeMigrations : DataMigration
{
    public override int Order => -30;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_recipe_run",
            t => new
            {
                id = t.Column<Guid>(),
                recipe = t.Column<string>(),
                hash = t.Column<string>(),
                at = t.Column<DateTime>(),
                run_by = t.Column<string>(),
                status = t.Column<string>(),
                changes = t.Json(m),
            },
            constraints: t => t.PrimaryKey("pk_kernel_recipe_run", x => x.id));
        return 1;
    }
}
