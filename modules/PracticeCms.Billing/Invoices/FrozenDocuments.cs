namespace PracticeCms.Billing.Invoices;

/// <summary>Issued documents and payments are facts: the database refuses to change or delete them. Of a client who was erased, names and texts may be overwritten once.</summary>
internal static class FrozenDocuments
{
    public const string Marker = "document-frozen";

    public static void Create(MigrationBuilder m) => m.SqlFor(Sqlite, Postgres);

    public static void AdmitErasure(MigrationBuilder m) => m.SqlFor(SqliteErasure, PostgresErasure);

    private const string Sqlite = """
        CREATE TRIGGER billing_invoice_no_update BEFORE UPDATE ON billing_invoice WHEN OLD.status <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_no_delete BEFORE DELETE ON billing_invoice BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_born_draft BEFORE INSERT ON billing_invoice WHEN NEW.status <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_line_no_insert BEFORE INSERT ON billing_invoice_line
        WHEN (SELECT status FROM billing_invoice WHERE id = NEW.invoice_id) <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_line_no_update BEFORE UPDATE ON billing_invoice_line
        WHEN EXISTS (SELECT 1 FROM billing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'Draft') BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_line_no_delete BEFORE DELETE ON billing_invoice_line
        WHEN (SELECT status FROM billing_invoice WHERE id = OLD.invoice_id) <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_tax_group_no_insert BEFORE INSERT ON billing_invoice_tax_group
        WHEN (SELECT status FROM billing_invoice WHERE id = NEW.invoice_id) <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_tax_group_no_update BEFORE UPDATE ON billing_invoice_tax_group
        WHEN EXISTS (SELECT 1 FROM billing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'Draft') BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_tax_group_no_delete BEFORE DELETE ON billing_invoice_tax_group
        WHEN (SELECT status FROM billing_invoice WHERE id = OLD.invoice_id) <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_kept_pdf_no_update BEFORE UPDATE ON billing_kept_pdf BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_kept_pdf_no_delete BEFORE DELETE ON billing_kept_pdf BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_payment_no_update BEFORE UPDATE ON billing_payment BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_payment_no_delete BEFORE DELETE ON billing_payment BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        """;

    private const string Postgres = """
        CREATE FUNCTION billing_invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.status <> 'Draft') OR (TG_OP = 'INSERT' AND NEW.status <> 'Draft') THEN
                RAISE EXCEPTION 'document-frozen';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER billing_invoice_frozen BEFORE INSERT OR UPDATE OR DELETE ON billing_invoice FOR EACH ROW EXECUTE FUNCTION billing_invoice_frozen();

        CREATE FUNCTION billing_invoice_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND (SELECT status FROM billing_invoice WHERE id = OLD.invoice_id) <> 'Draft' THEN
                RAISE EXCEPTION 'document-frozen';
            END IF;
            IF TG_OP <> 'DELETE' AND (SELECT status FROM billing_invoice WHERE id = NEW.invoice_id) <> 'Draft' THEN
                RAISE EXCEPTION 'document-frozen';
            END IF;
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END $$;
        CREATE TRIGGER billing_invoice_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON billing_invoice_line
            FOR EACH ROW EXECUTE FUNCTION billing_invoice_part_frozen();
        CREATE TRIGGER billing_invoice_tax_group_frozen BEFORE INSERT OR UPDATE OR DELETE ON billing_invoice_tax_group
            FOR EACH ROW EXECUTE FUNCTION billing_invoice_part_frozen();

        CREATE FUNCTION billing_payment_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'document-frozen'; END $$;
        CREATE TRIGGER billing_payment_frozen BEFORE UPDATE OR DELETE ON billing_payment FOR EACH ROW EXECUTE FUNCTION billing_payment_frozen();
        CREATE TRIGGER billing_kept_pdf_frozen BEFORE UPDATE OR DELETE ON billing_kept_pdf FOR EACH ROW EXECUTE FUNCTION billing_payment_frozen();
        """;

    private const string SqliteErasure = """
        DROP TRIGGER billing_invoice_no_update;
        CREATE TRIGGER billing_invoice_no_update BEFORE UPDATE ON billing_invoice
        WHEN OLD.status <> 'Draft' AND NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM kernel_subject_key WHERE subject_id = OLD.client_id AND erased_at IS NOT NULL))
        BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_same_facts BEFORE UPDATE OF id, client_id, kind, status, number, credits_id, currency, prices_include_tax, discount_percent, discount_minor, issue_date, due_date,
            created_at, issued_at, rounding_policy, line_total_minor, discount_total_minor, net_minor, tax_minor, gross_minor ON billing_invoice
        WHEN OLD.status <> 'Draft' BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        DROP TRIGGER billing_invoice_line_no_update;
        CREATE TRIGGER billing_invoice_line_no_update BEFORE UPDATE ON billing_invoice_line
        WHEN EXISTS (SELECT 1 FROM billing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'Draft' AND erased_at IS NULL) BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_line_same_facts BEFORE UPDATE OF id, invoice_id, position, service_date, quantity, unit_price_minor, discount_percent, tax_code, tax_category, tax_percent, tax_reason,
            charge_id, credits_line_id, amount_minor, discount_share_minor ON billing_invoice_line
        WHEN EXISTS (SELECT 1 FROM billing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'Draft') BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_invoice_line_erased BEFORE UPDATE OF description ON billing_invoice_line
        WHEN NEW.description NOT LIKE 'Erased on %' AND EXISTS (SELECT 1 FROM billing_invoice WHERE id = OLD.invoice_id AND status <> 'Draft') BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        DROP TRIGGER billing_kept_pdf_no_delete;
        CREATE TRIGGER billing_kept_pdf_no_delete BEFORE DELETE ON billing_kept_pdf
        WHEN NOT EXISTS (SELECT 1 FROM billing_invoice WHERE id = OLD.invoice_id AND erased_at IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        DROP TRIGGER billing_payment_no_update;
        CREATE TRIGGER billing_payment_no_update BEFORE UPDATE ON billing_payment
        WHEN NOT (NEW.reference = '' AND EXISTS (SELECT 1 FROM kernel_subject_key WHERE subject_id = OLD.client_id AND erased_at IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        CREATE TRIGGER billing_payment_same_facts BEFORE UPDATE OF id, client_id, number, method, amount_minor, currency, received_on, recorded_at, recorded_by, idempotency_key ON billing_payment
        BEGIN SELECT RAISE(ABORT, 'document-frozen'); END;
        """;

    private const string PostgresErasure = """
        CREATE OR REPLACE FUNCTION billing_invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
                AND to_jsonb(NEW) - '{bill_to,introduction,footer,parties,version,erased_at}'::text[] = to_jsonb(OLD) - '{bill_to,introduction,footer,parties,version,erased_at}'::text[]
                AND EXISTS (SELECT 1 FROM kernel_subject_key WHERE subject_id = OLD.client_id AND erased_at IS NOT NULL) THEN
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.status <> 'Draft') OR (TG_OP = 'INSERT' AND NEW.status <> 'Draft') THEN
                RAISE EXCEPTION 'document-frozen';
            END IF;
            RETURN NEW;
        END $$;

        CREATE FUNCTION billing_invoice_line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.description LIKE 'Erased on %' AND to_jsonb(NEW) - 'description' = to_jsonb(OLD) - 'description'
                AND EXISTS (SELECT 1 FROM billing_invoice WHERE id = OLD.invoice_id AND erased_at IS NOT NULL) THEN
                RETURN NEW;
            END IF;
            IF EXISTS (SELECT 1 FROM billing_invoice WHERE id IN (OLD.invoice_id, NEW.invoice_id) AND status <> 'Draft') THEN
                RAISE EXCEPTION 'document-frozen';
            END IF;
            RETURN NEW;
        END $$;
        DROP TRIGGER billing_invoice_line_frozen ON billing_invoice_line;
        CREATE TRIGGER billing_invoice_line_frozen BEFORE INSERT OR DELETE ON billing_invoice_line FOR EACH ROW EXECUTE FUNCTION billing_invoice_part_frozen();
        CREATE TRIGGER billing_invoice_line_frozen_text BEFORE UPDATE ON billing_invoice_line FOR EACH ROW EXECUTE FUNCTION billing_invoice_line_frozen();

        CREATE FUNCTION billing_kept_pdf_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM billing_invoice WHERE id = OLD.invoice_id AND erased_at IS NOT NULL) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'document-frozen';
        END $$;
        DROP TRIGGER billing_kept_pdf_frozen ON billing_kept_pdf;
        CREATE TRIGGER billing_kept_pdf_frozen BEFORE UPDATE OR DELETE ON billing_kept_pdf FOR EACH ROW EXECUTE FUNCTION billing_kept_pdf_frozen();

        CREATE OR REPLACE FUNCTION billing_payment_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' AND NEW.reference = '' AND to_jsonb(NEW) - 'reference' = to_jsonb(OLD) - 'reference'
                AND EXISTS (SELECT 1 FROM kernel_subject_key WHERE subject_id = OLD.client_id AND erased_at IS NOT NULL) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'document-frozen';
        END $$;
        """;
}
