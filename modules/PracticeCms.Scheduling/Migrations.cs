namespace PracticeCms.Scheduling;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        CreateResources(m);
        CreateAvailability(m);
        CreateAppointments(m);
        CreateClaims(m);
        return 1;
    }

    private static void CreateResources(MigrationBuilder m)
    {
        m.CreateTable(
            "scheduling_location",
            t => new { id = t.Column<Guid>(), code = t.Column<string>(), name = t.Column<string>(), address = t.Column<string>(), zone = t.Column<string>(), is_active = t.Column<bool>(), version = t.Column<long>() },
            constraints: t => t.PrimaryKey("pk_scheduling_location", x => x.id));
        m.CreateIndex("ux_scheduling_location_code", "scheduling_location", "code", unique: true);
        m.CreateTable(
            "scheduling_resource",
            t => new
            {
                id = t.Column<Guid>(), code = t.Column<string>(), name = t.Column<string>(), kind = t.Column<string>(), title = t.Column<string>(), location_id = t.Column<Guid>(),
                user_id = t.Column<Guid>(nullable: true), colour = t.Column<int>(), position = t.Column<int>(), is_active = t.Column<bool>(), version = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_scheduling_resource", x => x.id);
                t.ForeignKey("fk_scheduling_resource_location", x => x.location_id, "scheduling_location", "id");
            });
        m.CreateIndex("ux_scheduling_resource_code", "scheduling_resource", "code", unique: true);
        m.CreateTable(
            "scheduling_service",
            t => new
            {
                id = t.Column<Guid>(), code = t.Column<string>(), name = t.Column<string>(), description = t.Column<string>(), duration_minutes = t.Column<int>(),
                buffer_before_minutes = t.Column<int>(), buffer_after_minutes = t.Column<int>(), price_minor = t.Column<long>(), currency = t.Column<string>(maxLength: 3),
                tax_code = t.Column<string>(), form = t.Column<string>(), needs_room = t.Column<bool>(), is_online = t.Column<bool>(), is_active = t.Column<bool>(), colour = t.Column<int>(),
                position = t.Column<int>(), version = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("pk_scheduling_service", x => x.id));
        m.CreateIndex("ux_scheduling_service_code", "scheduling_service", "code", unique: true);
        m.CreateTable(
            "scheduling_service_practitioner",
            t => new { service_id = t.Column<Guid>(), resource_id = t.Column<Guid>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_scheduling_service_practitioner", x => new { x.service_id, x.resource_id });
                t.ForeignKey("fk_scheduling_service_practitioner_service", x => x.service_id, "scheduling_service", "id", onDelete: ReferentialAction.Cascade);
                t.ForeignKey("fk_scheduling_service_practitioner_resource", x => x.resource_id, "scheduling_resource", "id", onDelete: ReferentialAction.Cascade);
            });
    }

    private static void CreateAvailability(MigrationBuilder m)
    {
        m.CreateTable(
            "scheduling_plan_stamp",
            t => new { id = t.Column<Guid>(), stamp = t.Column<Guid>() },
            constraints: t => t.PrimaryKey("pk_scheduling_plan_stamp", x => x.id));
        m.CreateTable(
            "scheduling_availability_rule",
            t => new
            {
                id = t.Column<Guid>(), resource_id = t.Column<Guid>(), weekday = t.Column<int>(), start_minute = t.Column<int>(), end_minute = t.Column<int>(),
                valid_from = t.Column<DateOnly>(nullable: true), valid_until = t.Column<DateOnly>(nullable: true), interval_weeks = t.Column<int>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_scheduling_availability_rule", x => x.id);
                t.ForeignKey("fk_scheduling_availability_rule_resource", x => x.resource_id, "scheduling_resource", "id", onDelete: ReferentialAction.Cascade);
            });
        m.CreateIndex("ix_scheduling_availability_rule_resource", "scheduling_availability_rule", "resource_id");
        m.CreateTable(
            "scheduling_availability_exception",
            t => new
            {
                id = t.Column<Guid>(), resource_id = t.Column<Guid>(nullable: true), date = t.Column<DateOnly>(), is_closed = t.Column<bool>(),
                start_minute = t.Column<int>(), end_minute = t.Column<int>(), reason = t.Column<string>(),
            },
            constraints: t => t.PrimaryKey("pk_scheduling_availability_exception", x => x.id));
        m.CreateIndex("ix_scheduling_availability_exception_date", "scheduling_availability_exception", "date");
        m.CreateTable(
            "scheduling_time_off",
            t => new { id = t.Column<Guid>(), resource_id = t.Column<Guid>(), from = t.Column<DateOnly>(), until = t.Column<DateOnly>(), reason = t.Column<string>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_scheduling_time_off", x => x.id);
                t.ForeignKey("fk_scheduling_time_off_resource", x => x.resource_id, "scheduling_resource", "id", onDelete: ReferentialAction.Cascade);
            });
    }

    private static void CreateAppointments(MigrationBuilder m)
    {
        m.CreateTable(
            "scheduling_appointment",
            t => new
            {
                id = t.Column<Guid>(), client_id = t.Column<Guid>(), service_id = t.Column<Guid>(), practitioner_id = t.Column<Guid>(), room_id = t.Column<Guid>(nullable: true),
                location_id = t.Column<Guid>(), start = t.Column<DateTime>(), end = t.Column<DateTime>(), zone = t.Column<string>(), local_date = t.Column<DateOnly>(),
                local_start = t.Column<TimeOnly>(), status = t.Column<string>(), source = t.Column<string>(), sequence = t.Column<int>(), manage_token = t.Column<string>(),
                manage_token_hash = t.Column<string>(), idempotency_key = t.Column<string>(nullable: true), request_hash = t.Column<string>(nullable: true),
                is_overbook = t.Column<bool>(), answers_sealed = t.Column<string>(nullable: true), cancel_reason = t.Column<string>(nullable: true), booked_at = t.Column<DateTime>(), arrived_at = t.Column<DateTime>(nullable: true),
                version = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_scheduling_appointment", x => x.id);
                t.ForeignKey("fk_scheduling_appointment_service", x => x.service_id, "scheduling_service", "id");
                t.ForeignKey("fk_scheduling_appointment_practitioner", x => x.practitioner_id, "scheduling_resource", "id");
                t.ForeignKey("fk_scheduling_appointment_location", x => x.location_id, "scheduling_location", "id");
            });
        m.CreateIndex("ix_scheduling_appointment_client", "scheduling_appointment", ["client_id", "start"]);
        m.CreateIndex("ix_scheduling_appointment_start", "scheduling_appointment", ["start", "practitioner_id"]);
        m.CreateIndex("ux_scheduling_appointment_manage_token", "scheduling_appointment", "manage_token_hash", unique: true);
        m.CreateIndex("ux_scheduling_appointment_idempotency_key", "scheduling_appointment", "idempotency_key", unique: true);
    }

    private static void CreateClaims(MigrationBuilder m)
    {
        m.CreateTable(
            "scheduling_claim",
            t => new
            {
                id = t.Column<Guid>(), resource_id = t.Column<Guid>(), start_minute = t.Column<long>(), end_minute = t.Column<long>(), lead_minutes = t.Column<int>(), trail_minutes = t.Column<int>(), kind = t.Column<string>(),
                appointment_id = t.Column<Guid>(nullable: true), is_active = t.Column<bool>(), is_overbook = t.Column<bool>(), reason = t.Column<string>(),
                expires_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_scheduling_claim", x => x.id);
                t.ForeignKey("fk_scheduling_claim_resource", x => x.resource_id, "scheduling_resource", "id");
                t.ForeignKey("fk_scheduling_claim_appointment", x => x.appointment_id, "scheduling_appointment", "id", onDelete: ReferentialAction.Cascade);
                t.CheckConstraint("ck_scheduling_claim_span", "end_minute > start_minute AND end_minute - start_minute <= 44640");
            });
        // All that free times need to know, so that they are found in the index alone.
        m.CreateIndex("ix_scheduling_claim_resource", "scheduling_claim", ["resource_id", "start_minute", "end_minute", "lead_minutes", "trail_minutes", "is_active"]);
        m.CreateIndex("ix_scheduling_claim_appointment", "scheduling_claim", "appointment_id");
        ForbidOverlap(m);
    }

    /// <summary>PostgreSQL: an exclusion constraint. SQLite has one writer at a time, so a trigger sees every earlier claim.</summary>
    private static void ForbidOverlap(MigrationBuilder m)
    {
        m.SqlFor(sqlite: Trigger("INSERT"), postgres: "CREATE EXTENSION IF NOT EXISTS btree_gist");
        m.SqlFor(
            sqlite: Trigger("UPDATE"),
            postgres: """
                ALTER TABLE scheduling_claim ADD CONSTRAINT claim_overlap
                EXCLUDE USING gist (resource_id WITH =, int8range(start_minute, end_minute) WITH &&) WHERE (is_active AND NOT is_overbook)
                """);
    }

    // Claims are at most 31 days long, which bounds the index scan to the left.
    private static string Trigger(string act) => $"""
        CREATE TRIGGER scheduling_claim_overlap_{act.ToLowerInvariant()} BEFORE {act} ON scheduling_claim
        WHEN NEW.is_active AND NOT NEW.is_overbook
        BEGIN
            SELECT RAISE(ABORT, 'claim-overlap') WHERE EXISTS (
                SELECT 1 FROM scheduling_claim c
                WHERE c.resource_id = NEW.resource_id AND c.start_minute < NEW.end_minute AND c.start_minute > NEW.start_minute - 44641
                  AND c.end_minute > NEW.start_minute AND c.is_active AND NOT c.is_overbook AND c.id <> NEW.id);
        END
        """;
}
