namespace PracticeCms.Kernel.Durable;

internal sealed class DurableMigrations : DataMigration
{
    public override int Order => -70;

    public int Create(MigrationBuilder m)
    {
        CreateOutbox(m);
        CreateTimers(m);
        m.CreateTable(
            "kernel_inbox",
            t => new { event_id = t.Column<Guid>(), handler = t.Column<string>(), at = t.Column<DateTime>() },
            constraints: t => t.PrimaryKey("pk_kernel_inbox", x => new { x.event_id, x.handler }));
        m.CreateTable(
            "kernel_incident",
            t => new
            {
                id = t.Column<Guid>(),
                sentence = t.Column<string>(),
                kind = t.Column<string>(),
                source = t.Column<string>(),
                message_id = t.Column<Guid>(),
                key = t.Column<string>(),
                raised_at = t.Column<DateTime>(),
                state = t.Column<string>(),
                resolved_at = t.Column<DateTime>(nullable: true),
                reason = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_kernel_incident", x => x.id));
        m.CreateIndex("ix_kernel_incident_open", "kernel_incident", "message_id", unique: true, filter: "state = 'Open'");
        return 1;
    }

    private static void CreateOutbox(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_outbox",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<string>(),
                key = t.Column<string>(),
                payload = t.Column<string>(),
                due = t.Column<DateTime>(),
                not_after = t.Column<DateTime>(nullable: true),
                created_at = t.Column<DateTime>(),
                state = t.Column<string>(),
                attempts = t.Column<int>(),
                failures = t.Column<int>(),
                lease_owner = t.Column<string>(nullable: true),
                lease_until = t.Column<DateTime>(nullable: true),
                fence = t.Column<long>(),
                finished_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_kernel_outbox", x => x.id));
        m.CreateIndex("ix_kernel_outbox_key", "kernel_outbox", "key", unique: true);
        m.CreateIndex("ix_kernel_outbox_due", "kernel_outbox", "due", filter: "state = 'Pending'");
    }

    private static void CreateTimers(MigrationBuilder m)
    {
        m.CreateTable(
            "kernel_timer",
            t => new
            {
                id = t.Column<Guid>(),
                kind = t.Column<string>(),
                key = t.Column<string>(),
                payload = t.Column<string>(),
                due = t.Column<DateTime>(),
                not_after = t.Column<DateTime>(nullable: true),
                created_at = t.Column<DateTime>(),
                state = t.Column<string>(),
                attempts = t.Column<int>(),
                failures = t.Column<int>(),
                lease_owner = t.Column<string>(nullable: true),
                lease_until = t.Column<DateTime>(nullable: true),
                fence = t.Column<long>(),
                finished_at = t.Column<DateTime>(nullable: true),
                together = t.Column<string>(nullable: true),
                wall = t.Column<string>(nullable: true),
                zone = t.Column<string>(nullable: true),
                misfire = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("pk_kernel_timer", x => x.id));
        m.CreateIndex("ix_kernel_timer_key", "kernel_timer", ["kind", "key"], unique: true, filter: "state = 'Pending'");
        m.CreateIndex("ix_kernel_timer_due", "kernel_timer", "due", filter: "state = 'Pending'");
        m.CreateIndex("ix_kernel_timer_together", "kernel_timer", "together", filter: "state = 'Pending'");
    }
}
