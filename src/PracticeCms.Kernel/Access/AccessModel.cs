namespace PracticeCms.Kernel.Access;

[NotAudited("recorded by name")]
internal sealed class Role
{
    public required string Name { get; set; }
    public string Description { get; set; } = "";
    public RecordScope Scope { get; set; }
}

[NotAudited("the change of a role records one event that names them")]
internal sealed class RolePermission
{
    public required string RoleName { get; set; }
    public required string Permission { get; set; }
}

internal static class AccessModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Role>(e => e.HasKey(r => r.Name));
        model.Entity<RolePermission>(e => e.HasKey(r => new { r.RoleName, r.Permission }));
    }
}

internal sealed class AccessMigrations : DataMigration
{
    public override int Order => -90;

    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_role",
            t => new { name = t.Column<string>(), description = t.Column<string>(), scope = t.Column<string>() },
            constraints: t => t.PrimaryKey("pk_kernel_role", x => x.name));
        m.CreateTable(
            "kernel_role_permission",
            t => new { role_name = t.Column<string>(), permission = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_kernel_role_permission", x => new { x.role_name, x.permission });
                t.ForeignKey("fk_kernel_role_permission_role", x => x.role_name, "kernel_role", "name", onDelete: ReferentialAction.Cascade);
            });
        m.CreateTable(
            "kernel_client_team",
            t => new { client_id = t.Column<Guid>(), user_id = t.Column<Guid>(), is_responsible = t.Column<bool>() },
            constraints: t => t.PrimaryKey("pk_kernel_client_team", x => new { x.client_id, x.user_id }));
        m.CreateIndex("ix_kernel_client_team_user", "kernel_client_team", "user_id");
        CreateExceptions(m);
        return 1;
    }

    /// <summary>Recipes are run at setup, by whoever has the command line, and by who hosts practices: the right to run them guarded nothing.</summary>
    public int UpdateFrom1(MigrationBuilder m)
    {
        m.Sql("DELETE FROM kernel_role_permission WHERE permission = 'RunRecipes'");
        return 2;
    }

    private static void CreateExceptions(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_client_wall",
            t => new { client_id = t.Column<Guid>(), user_id = t.Column<Guid>(), reason = t.Column<string>(), created_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_kernel_client_wall", x => new { x.client_id, x.user_id }));
        m.CreateIndex("ix_kernel_client_wall_user", "kernel_client_wall", "user_id");
        m.CreateTable(
            "kernel_client_restriction",
            t => new { client_id = t.Column<Guid>(), reason = t.Column<string>(), created_at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_kernel_client_restriction", x => x.client_id));
        m.CreateTable(
            "kernel_emergency_access",
            t => new
            {
                id = t.Column<Guid>(),
                client_id = t.Column<Guid>(),
                user_id = t.Column<Guid>(),
                category = t.Column<string>(),
                reason = t.Column<string>(),
                started_at = t.Column<DateTime>(),
                expires_at = t.Column<DateTime>(),
                reviewed_at = t.Column<DateTime>(nullable: true),
                reviewed_by = t.Column<Guid>(nullable: true),
                verdict = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_kernel_emergency_access", x => x.id));
        m.CreateIndex("ix_kernel_emergency_access_user", "kernel_emergency_access", ["user_id", "expires_at"]);
    }
}
