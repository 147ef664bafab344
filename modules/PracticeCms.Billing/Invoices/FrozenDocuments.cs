namespace PracticeCms.Billing.Invoices;

/// <summary>Issued documents and payments are facts: the database refuses to change or delete them.</summary>
internal static class FrozenDocuments
{
    public const string Marker = "document-frozen";

    public static void Create(MigrationBuilder m) => m.SqlFor(Sqlite, Postgres);

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
}
