namespace PracticeCms.Kernel.Audit;

/// <summary>
/// One act on a client's record or on the practice's configuration. Never the values. The sequence and the hashes are filled when
/// events are sealed; until then they are null.
/// </summary>
[NotAudited("is the audit")]
internal sealed class AuditEvent
{
    public Guid Id { get; set; }
    public Instant At { get; set; }
    public ActorKind ActorKind { get; set; }
    public Guid? UserId { get; set; }
    public string ActorName { get; set; } = "";
    public string Action { get; set; } = "";
    public string Kind { get; set; } = "";
    public Guid? ClientId { get; set; }
    public Guid? EntityId { get; set; }

    /// <summary>Names of changed fields, comma separated.</summary>
    public string? Fields { get; set; }
    public string? Reason { get; set; }
    public string? Address { get; set; }
    public string? RequestId { get; set; }

    /// <summary>For a list view: the ids of all clients on it, as a JSON array.</summary>
    public string? ClientIds { get; set; }
    public long? Sequence { get; set; }
    public string? Hash { get; set; }
}

internal static class AuditModel
{
    public static void Map(ModelBuilder model) => model.Entity<AuditEvent>();
}

internal sealed class AuditMigrations : DataMigration
{
    public override int Order => -80;

    public int Create(MigrationBuilder m)
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
                action = t.Column<string>(),
                kind = t.Column<string>(),
                client_id = t.Column<Guid>(nullable: true),
                entity_id = t.Column<Guid>(nullable: true),
                fields = t.Column<string>(nullable: true),
                reason = t.Column<string>(nullable: true),
                address = t.Column<string>(nullable: true),
                request_id = t.Column<string>(nullable: true),
                client_ids = t.Column<string>(nullable: true),
                sequence = t.Column<long>(nullable: true),
                hash = t.Column<string>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_kernel_audit_event", x => x.id));
        m.CreateIndex("ix_kernel_audit_event_client", "kernel_audit_event", ["client_id", "at"]);
        m.CreateIndex("ix_kernel_audit_event_user", "kernel_audit_event", ["user_id", "at"]);
        m.CreateIndex("ix_kernel_audit_event_at", "kernel_audit_event", "at");
        return 1;
    }
}
