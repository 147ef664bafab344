namespace PracticeCms.Workflows;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        CreateTypes(m);
        CreateWorkflows(m);
        CreateSteps(m);
        CreateWaits(m);
        return 1;
    }

    private static void CreateTypes(MigrationBuilder m)
    {
        m.CreateTable(
            "workflows_workflow_type",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                type_key = t.Column<string>(),
                name = t.Column<string>(),
                is_enabled = t.Column<bool>(),
                is_singleton = t.Column<bool>(),
                starts_with = t.Column<string>(),
                sentence = t.Column<string>(),
                current_version_id = t.Column<Guid>(),
                current_number = t.Column<int>(),
                changed_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_workflows_workflow_type", x => x.id));
        m.CreateIndex("ux_workflows_workflow_type_key", "workflows_workflow_type", "type_key", unique: true);
        m.CreateTable(
            "workflows_workflow_version",
            t => new
            {
                id = t.Column<Guid>(),
                type_id = t.Column<Guid>(),
                number = t.Column<int>(),
                sha256 = t.Column<string>(),
                json = t.Column<string>(),
                published_at = t.Column<DateTime>(),
                published_by = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_workflows_workflow_version", x => x.id);
                t.ForeignKey("fk_workflows_workflow_version_type", x => x.type_id, "workflows_workflow_type", "id");
            });
        m.CreateIndex("ux_workflows_workflow_version_number", "workflows_workflow_version", ["type_id", "number"], unique: true);
    }

    private static void CreateWorkflows(MigrationBuilder m)
    {
        m.CreateTable(
            "workflows_workflow",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                type_id = t.Column<Guid>(),
                type_version_id = t.Column<Guid>(),
                type_name = t.Column<string>(),
                status = t.Column<string>(),
                business_key = t.Column<string>(),
                correlation_id = t.Column<string>(),
                client_id = t.Column<Guid>(nullable: true),
                state = t.Column<string>(),
                steps = t.Column<int>(),
                remark = t.Column<string>(nullable: true),
                created_at = t.Column<DateTime>(),
                changed_at = t.Column<DateTime>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_workflows_workflow", x => x.id);
                t.ForeignKey("fk_workflows_workflow_type", x => x.type_id, "workflows_workflow_type", "id");
                t.ForeignKey("fk_workflows_workflow_version", x => x.type_version_id, "workflows_workflow_version", "id");
            });
        m.CreateIndex("ux_workflows_workflow_business_key", "workflows_workflow", "business_key", unique: true);
        m.CreateIndex("ix_workflows_workflow_status", "workflows_workflow", ["status", "changed_at"]);
        m.CreateIndex("ix_workflows_workflow_correlation", "workflows_workflow", "correlation_id");
        m.CreateIndex("ix_workflows_workflow_type", "workflows_workflow", "type_id");
    }

    private static void CreateSteps(MigrationBuilder m)
    {
        m.CreateTable(
            "workflows_workflow_step",
            t => new
            {
                id = t.Column<Guid>(),
                workflow_id = t.Column<Guid>(),
                number = t.Column<int>(),
                activity_id = t.Column<string>(),
                activity_name = t.Column<string>(),
                visit = t.Column<int>(),
                sentence = t.Column<string>(),
                outcome = t.Column<string>(),
                error = t.Column<string>(nullable: true),
                at = t.Column<DateTime>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_workflows_workflow_step", x => x.id);
                t.ForeignKey("fk_workflows_workflow_step_workflow", x => x.workflow_id, "workflows_workflow", "id");
            });
        m.CreateIndex("ux_workflows_workflow_step_number", "workflows_workflow_step", ["workflow_id", "number"], unique: true);
    }

    private static void CreateWaits(MigrationBuilder m)
    {
        m.CreateTable(
            "workflows_bookmark",
            t => new
            {
                id = t.Column<Guid>(),
                workflow_id = t.Column<Guid>(),
                activity_id = t.Column<string>(),
                visit = t.Column<int>(),
                event_name = t.Column<string>(),
                correlation_id = t.Column<string>(),
                due = t.Column<DateTime>(nullable: true),
                not_after = t.Column<DateTime>(nullable: true),
                sentence = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_workflows_bookmark", x => x.id);
                t.ForeignKey("fk_workflows_bookmark_workflow", x => x.workflow_id, "workflows_workflow", "id");
            });
        m.CreateIndex("ix_workflows_bookmark_event", "workflows_bookmark", ["event_name", "correlation_id"]);
        m.CreateIndex("ix_workflows_bookmark_workflow", "workflows_bookmark", "workflow_id");
        m.CreateTable(
            "workflows_incident",
            t => new
            {
                id = t.Column<Guid>(),
                workflow_id = t.Column<Guid>(),
                activity_id = t.Column<string>(),
                visit = t.Column<int>(),
                sentence = t.Column<string>(),
                error = t.Column<string>(),
                opened_at = t.Column<DateTime>(),
                closed_at = t.Column<DateTime>(nullable: true),
                resolution = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                closed_by = t.Column<string>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_workflows_incident", x => x.id);
                t.ForeignKey("fk_workflows_incident_workflow", x => x.workflow_id, "workflows_workflow", "id");
            });
        m.CreateIndex("ix_workflows_incident_workflow", "workflows_incident", "workflow_id");
        // Of one workflow at most one incident is open; a second fault of the same step is the same incident.
        m.Sql("CREATE UNIQUE INDEX ux_workflows_incident_open ON workflows_incident (workflow_id) WHERE closed_at IS NULL");
    }
}
