namespace PracticeCms.Records;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        Clients(m);
        Search(m);
        Notes(m);
        Documents(m);
        Imports(m);
        return 1;
    }

    /// <summary>Identity numbers; and the one change of a signed note that is none: its text moves from the practice's key under the client's.</summary>
    public int UpdateFrom1(MigrationBuilder m)
    {
        m.AddColumn<string>("identity_sealed", "records_client", nullable: true);
        m.AddColumn<string>("identity_index", "records_client", nullable: true);
        m.AddColumn<DateTime>("erased_at", "records_client", nullable: true);
        m.SqlFor(
            """
            DROP TRIGGER records_note_locked;
            CREATE TRIGGER records_note_locked BEFORE UPDATE ON records_note
            WHEN OLD.signed_at IS NOT NULL AND NOT (OLD.body_sealed LIKE 'v%' AND NEW.body_sealed LIKE 'c%'
                AND (NEW.id, NEW.version, NEW.client_id, NEW.author_name, NEW.created_at, NEW.updated_at, NEW.signed_at, NEW.signed_by)
                    IS (OLD.id, OLD.version, OLD.client_id, OLD.author_name, OLD.created_at, OLD.updated_at, OLD.signed_at, OLD.signed_by)
                AND NEW.addendum_to IS OLD.addendum_to AND NEW.author_id IS OLD.author_id)
            BEGIN SELECT RAISE(ABORT, 'note-locked'); END;
            """,
            """
            DROP TRIGGER records_note_locked ON records_note;
            CREATE TRIGGER records_note_locked BEFORE UPDATE ON records_note FOR EACH ROW
            WHEN (OLD.signed_at IS NOT NULL AND NOT (OLD.body_sealed LIKE 'v%' AND NEW.body_sealed LIKE 'c%'
                AND (to_jsonb(NEW) - 'body_sealed') = (to_jsonb(OLD) - 'body_sealed')))
            EXECUTE FUNCTION records_note_locked();
            """);
        m.SqlFor(
            "CREATE TRIGGER records_client_erased BEFORE UPDATE ON records_client WHEN OLD.erased_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'client-erased'); END;",
            """
            CREATE FUNCTION records_client_erased() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'client-erased'; END $$;
            CREATE TRIGGER records_client_erased BEFORE UPDATE ON records_client FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION records_client_erased();
            """);
        return 2;
    }

    public int UpdateFrom2(MigrationBuilder m)
    {
        m.SqlFor(
            "CREATE TRIGGER records_note_kept BEFORE DELETE ON records_note WHEN OLD.signed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'note-locked'); END;",
            "CREATE TRIGGER records_note_kept BEFORE DELETE ON records_note FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION records_note_locked();");
        return 3;
    }

    /// <summary>What was uploaded before has no uploader who could be told apart, so nobody opens it; it goes with its week.</summary>
    public int UpdateFrom3(MigrationBuilder m)
    {
        m.AddColumn<Guid>("uploader_id", "records_client_import", nullable: true);
        return 4;
    }

    private static void Clients(MigrationBuilder m)
    {
        m.CreateTable(
            "records_client",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                number = t.Column<string>(),
                kind = t.Column<string>(),
                given_name = t.Column<string>(),
                family_name = t.Column<string>(),
                preferred_name = t.Column<string>(),
                organization_name = t.Column<string>(),
                birth_date = t.Column<DateOnly>(nullable: true),
                email = t.Column<string>(nullable: true),
                phone = t.Column<string>(nullable: true),
                address_line = t.Column<string>(),
                postal_code = t.Column<string>(),
                city = t.Column<string>(),
                region = t.Column<string>(),
                country = t.Column<string>(),
                tags = t.Column<string>(),
                status = t.Column<string>(),
                custom = t.Json(m),
                external_id = t.Column<string>(nullable: true),
                sort_name = t.Column<string>(collation: m.IsPostgres() ? "C" : null),
                created_at = t.Column<DateTime>(),
                updated_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_records_client", x => x.id));
        m.CreateIndex("ux_records_client_number", "records_client", "number", unique: true);
        m.CreateIndex("ux_records_client_external_id", "records_client", "external_id", unique: true);

        // One per sort of the list; with status and id in it, a page and its count are read from the index alone.
        m.CreateIndex("ix_records_client_sort_name", "records_client", ["sort_name", "id", "status"]);
        m.CreateIndex("ix_records_client_created_at", "records_client", ["created_at", "id", "status"]);
        m.CreateIndex("ix_records_client_updated_at", "records_client", ["updated_at", "id", "status"]);
        m.CreateIndex("ix_records_client_status", "records_client", ["status", "sort_name", "id"]);

        // Clients' numbers. On PostgreSQL a sequence, so that bookings do not wait for each other's commit to draw one; SQLite has one writer anyway.
        m.SqlFor(
            "CREATE TABLE records_counter (value INTEGER NOT NULL); INSERT INTO records_counter (value) VALUES (0);",
            "CREATE SEQUENCE records_client_number");
    }

    // Prefix ranges need byte order: SQLite's default, "C" on PostgreSQL.
    private static void Search(MigrationBuilder m)
    {
        m.CreateTable(
            "records_client_search_term",
            t => new { term = t.Column<string>(collation: m.IsPostgres() ? "C" : null), client_id = t.Column<Guid>() },
            constraints: t =>
            {
                t.PrimaryKey("pk_records_client_search_term", x => new { x.term, x.client_id });
                t.ForeignKey("fk_records_client_search_term_client", x => x.client_id, "records_client", "id");
            });
        m.CreateIndex("ix_records_client_search_term_client", "records_client_search_term", "client_id");
    }

    private static void Notes(MigrationBuilder m)
    {
        m.CreateTable(
            "records_note",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                client_id = t.Column<Guid>(),
                addendum_to = t.Column<Guid>(nullable: true),
                body_sealed = t.Column<string>(),
                author_id = t.Column<Guid>(nullable: true),
                author_name = t.Column<string>(),
                created_at = t.Column<DateTime>(),
                updated_at = t.Column<DateTime>(),
                signed_at = t.Column<DateTime>(nullable: true),
                signed_by = t.Column<string>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_records_note", x => x.id);
                t.ForeignKey("fk_records_note_client", x => x.client_id, "records_client", "id");
            });
        m.CreateIndex("ix_records_note_client", "records_note", ["client_id", "created_at"]);
        m.SqlFor(
            "CREATE TRIGGER records_note_locked BEFORE UPDATE ON records_note WHEN OLD.signed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'note-locked'); END;",
            """
            CREATE FUNCTION records_note_locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'note-locked'; END $$;
            CREATE TRIGGER records_note_locked BEFORE UPDATE ON records_note FOR EACH ROW WHEN (OLD.signed_at IS NOT NULL) EXECUTE FUNCTION records_note_locked();
            """);
    }

    private static void Documents(MigrationBuilder m)
    {
        m.CreateTable(
            "records_client_document",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                client_id = t.Column<Guid>(),
                file_name = t.Column<string>(),
                content_type = t.Column<string>(),
                length = t.Column<long>(),
                sha256 = t.Column<string>(),
                file_id = t.Column<Guid>(),
                uploaded_at = t.Column<DateTime>(),
                uploaded_by = t.Column<string>(),
                deleted_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_records_client_document", x => x.id);
                t.ForeignKey("fk_records_client_document_client", x => x.client_id, "records_client", "id");
            });
        m.CreateIndex("ix_records_client_document_client", "records_client_document", ["client_id", "uploaded_at"]);
    }

    private static void Imports(MigrationBuilder m) =>
        m.CreateTable(
            "records_client_import",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                file_name = t.Column<string>(),
                file_id = t.Column<Guid>(),
                uploaded_at = t.Column<DateTime>(),
                uploaded_by = t.Column<string>(),
                mapping = t.Json(m),
                result = t.Json(m, nullable: true),
                committed_at = t.Column<DateTime>(nullable: true),
            },
            constraints: t => t.PrimaryKey("pk_records_client_import", x => x.id));
}
