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
            t => new { client_id = t.Column<Guid>(), user_id = t.Column<Guid>() },
            constraints: t => t.PrimaryKey("pk_kernel_client_team", x => new { x.client_id, x.user_id }));
        m.CreateIndex("ix_kernel_client_team_user", "kernel_client_team", "user_id");
        return 1;
    }
}
