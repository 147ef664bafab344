namespace PracticeCms.Kernel.Audit;

/// <summary>The audit's tables. The database itself refuses to change, delete or empty what was written.</summary>
internal sealed class AuditMigrations : DataMigration
{
    private static readonly string[] AppendOnly = ["kernel_audit_event", "kernel_audit_log", "kernel_audit_leaf", "kernel_audit_tile", "kernel_audit_checkpoint"];

    public override int Order => -80;

    public int Create(MigrationBuilder m)
    {
        CreateEvents(m);
        CreateProof(m);
        var log = Ids.New();
        m.SqlFor($"INSERT INTO kernel_audit_log (id) VALUES ('{log.ToString().ToUpperInvariant()}')", $"INSERT INTO kernel_audit_log (id) VALUES ('{log}')");
        m.SqlFor(
            "CREATE TRIGGER kernel_audit_event_pending AFTER INSERT ON kernel_audit_event BEGIN INSERT INTO kernel_audit_pending (event_id) VALUES (NEW.id); END",
            """
            CREATE FUNCTION kernel_audit_event_pending() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO kernel_audit_pending (event_id) SELECT id FROM added; RETURN NULL; END $$;
            CREATE TRIGGER kernel_audit_event_pending AFTER INSERT ON kernel_audit_event REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION kernel_audit_event_pending();
            """);
        Refuse(m);
        return 1;
    }

    private static void CreateEvents(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_audit_event",
            t => new
            {
                id = t.Column<Guid>(),
                at = t.Column<DateTime>(),
                actor_kind = t.Column<string>(),
                user_id = t.Column<Guid>(nullable: true),
                actor_name = t.Column<string>(),
                roles = t.Column<string>(nullable: true),
                session_id = t.Column<Guid>(nullable: true),
                action = t.Column<string>(),
                kind = t.Column<string>(),
                client_id = t.Column<Guid>(nullable: true),
                entity_id = t.Column<Guid>(nullable: true),
                fields = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                address = t.Column<string>(nullable: true),
                request_id = t.Column<string>(nullable: true),
                client_ids = t.Column<string>(nullable: true),
                origin = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("pk_kernel_audit_event", x => x.id));
        m.CreateIndex("ix_kernel_audit_event_client", "kernel_audit_event", ["client_id", "at"]);
        m.CreateIndex("ix_kernel_audit_event_user", "kernel_audit_event", ["user_id", "at"]);
        m.CreateIndex("ix_kernel_audit_event_at", "kernel_audit_event", "at");
    }

    private static void CreateProof(MigrationBuilder m)
    {
        m.CreateTable("kernel_audit_log", t => new { id = t.Column<Guid>() }, constraints: t => t.PrimaryKey("pk_kernel_audit_log", x => x.id));
        m.CreateTable("kernel_audit_pending", t => new { event_id = t.Column<Guid>() }, constraints: t => t.PrimaryKey("pk_kernel_audit_pending", x => x.event_id));
        m.CreateTable(
            "kernel_audit_leaf",
            t => new { sequence = t.Column<long>(), event_id = t.Column<Guid>(), hash = t.Column<byte[]>() },
            constraints: t => t.PrimaryKey("pk_kernel_audit_leaf", x => x.sequence));
        m.CreateIndex("ux_kernel_audit_leaf_event", "kernel_audit_leaf", "event_id", unique: true);
        m.CreateTable(
            "kernel_audit_tile",
            t => new { level = t.Column<int>(), number = t.Column<long>(), hash = t.Column<byte[]>() },
            constraints: t => t.PrimaryKey("pk_kernel_audit_tile", x => new { x.level, x.number }));
        m.CreateTable(
            "kernel_audit_checkpoint",
            t => new { size = t.Column<long>(), at = t.Column<DateTime>(), note = t.Column<string>() },
            constraints: t => t.PrimaryKey("pk_kernel_audit_checkpoint", x => x.size));
    }

    private static void Refuse(MigrationBuilder m)
    {
        if (m.IsPostgres())
        {
            m.Sql("CREATE FUNCTION kernel_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit-is-append-only'; END $$;");
        }

        foreach (var table in AppendOnly)
        {
            m.SqlFor(
                $"""
                CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'audit-is-append-only'); END;
                CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'audit-is-append-only'); END;
                """,
                $"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_audit_refuse();");
        }

        if (!m.IsPostgres())
        {
            // INSERT OR REPLACE deletes without telling the triggers above.
            m.Sql("CREATE TRIGGER kernel_audit_event_no_replace BEFORE INSERT ON kernel_audit_event WHEN EXISTS (SELECT 1 FROM kernel_audit_event WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'audit-is-append-only'); END");
        }
    }
}
