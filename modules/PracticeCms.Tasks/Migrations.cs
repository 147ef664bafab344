namespace PracticeCms.Tasks;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        m.CreateTable(
            "tasks_staff_task",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                title = t.Column<string>(),
                details = t.Column<string>(),
                client_id = t.Column<Guid>(nullable: true),
                assignee_id = t.Column<Guid>(nullable: true),
                assignee_role = t.Column<string>(nullable: true),
                due = t.Column<DateOnly>(nullable: true),
                state = t.Column<string>(),
                key = t.Column<string>(nullable: true),
                url = t.Column<string>(nullable: true),
                created_at = t.Column<DateTime>(),
                completed_at = t.Column<DateTime>(nullable: true),
                completed_by = t.Column<Guid>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_tasks_staff_task", x => x.id));
        m.CreateIndex("ux_tasks_staff_task_key", "tasks_staff_task", "key", unique: true);
        m.CreateIndex("ix_tasks_staff_task_state_due", "tasks_staff_task", ["state", "due"]);
        m.CreateIndex("ix_tasks_staff_task_client", "tasks_staff_task", "client_id");
        return 1;
    }
}
