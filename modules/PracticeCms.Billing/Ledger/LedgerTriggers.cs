namespace PracticeCms.Billing.Ledger;

/// <summary>SQL of the ledger's rules. The markers are what <see cref="IDbErrors.IsRefusedBy"/> asks for.</summary>
internal static class LedgerTriggers
{
    public const string AppendOnly = "ledger-append-only";
    public const string Unbalanced = "ledger-unbalanced";
    public const string Sealed = "ledger-sealed";
    public const string OverAllocated = "ledger-over-allocated";
    public const string CreditOverdrawn = "ledger-credit-overdrawn";

    public const string Sqlite = """
        CREATE TRIGGER billing_journal_entry_no_update BEFORE UPDATE ON billing_journal_entry BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
        CREATE TRIGGER billing_journal_entry_no_delete BEFORE DELETE ON billing_journal_entry BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
        CREATE TRIGGER billing_journal_line_no_update BEFORE UPDATE ON billing_journal_line BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
        CREATE TRIGGER billing_journal_line_no_delete BEFORE DELETE ON billing_journal_line BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
        CREATE TRIGGER billing_journal_seal_no_update BEFORE UPDATE ON billing_journal_seal BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
        CREATE TRIGGER billing_journal_seal_no_delete BEFORE DELETE ON billing_journal_seal BEGIN SELECT RAISE(ABORT, 'ledger-append-only'); END;
        CREATE TRIGGER billing_journal_line_closed BEFORE INSERT ON billing_journal_line
        WHEN EXISTS (SELECT 1 FROM billing_journal_seal WHERE entry_id = NEW.entry_id)
        BEGIN SELECT RAISE(ABORT, 'ledger-sealed'); END;
        CREATE TRIGGER billing_journal_seal_balanced BEFORE INSERT ON billing_journal_seal
        BEGIN
            SELECT RAISE(ABORT, 'ledger-unbalanced')
            WHERE (SELECT count(*) FROM billing_journal_line WHERE entry_id = NEW.entry_id) < 2
               OR EXISTS (SELECT 1 FROM billing_journal_line WHERE entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount_minor) <> 0);
            SELECT RAISE(ABORT, 'ledger-over-allocated')
            WHERE EXISTS (SELECT 1 FROM billing_journal_line l
                          WHERE l.account_code = '1200' AND l.invoice_id IN (SELECT invoice_id FROM billing_journal_line WHERE entry_id = NEW.entry_id)
                          GROUP BY l.invoice_id HAVING sum(l.amount_minor) < 0);
            SELECT RAISE(ABORT, 'ledger-credit-overdrawn')
            WHERE EXISTS (SELECT 1 FROM billing_journal_line l
                          WHERE l.account_code = '2400' AND l.client_id IN (SELECT client_id FROM billing_journal_line WHERE entry_id = NEW.entry_id)
                          GROUP BY l.client_id, l.currency HAVING sum(l.amount_minor) > 0);
        END;
        """;

    public const string Postgres = """
        CREATE FUNCTION billing_ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'ledger-append-only'; END $$;
        CREATE TRIGGER billing_journal_entry_frozen BEFORE UPDATE OR DELETE ON billing_journal_entry FOR EACH ROW EXECUTE FUNCTION billing_ledger_refuse();
        CREATE TRIGGER billing_journal_line_frozen BEFORE UPDATE OR DELETE ON billing_journal_line FOR EACH ROW EXECUTE FUNCTION billing_ledger_refuse();
        CREATE TRIGGER billing_journal_seal_frozen BEFORE UPDATE OR DELETE ON billing_journal_seal FOR EACH ROW EXECUTE FUNCTION billing_ledger_refuse();

        CREATE FUNCTION billing_ledger_closed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM billing_journal_seal WHERE entry_id = NEW.entry_id) THEN
                RAISE EXCEPTION 'ledger-sealed';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER billing_journal_line_closed BEFORE INSERT ON billing_journal_line FOR EACH ROW EXECUTE FUNCTION billing_ledger_closed();

        CREATE FUNCTION billing_ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT count(*) FROM billing_journal_line WHERE entry_id = NEW.id) < 2
               OR EXISTS (SELECT 1 FROM billing_journal_line WHERE entry_id = NEW.id GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
                RAISE EXCEPTION 'ledger-unbalanced';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER billing_journal_entry_balanced AFTER INSERT ON billing_journal_entry
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION billing_ledger_balanced();

        CREATE FUNCTION billing_ledger_sealing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM billing_journal_line l
                       WHERE l.account_code = '1200' AND l.invoice_id IN (SELECT invoice_id FROM billing_journal_line WHERE entry_id = NEW.entry_id)
                       GROUP BY l.invoice_id HAVING sum(l.amount_minor) < 0) THEN
                RAISE EXCEPTION 'ledger-over-allocated';
            END IF;
            IF EXISTS (SELECT 1 FROM billing_journal_line l
                       WHERE l.account_code = '2400' AND l.client_id IN (SELECT client_id FROM billing_journal_line WHERE entry_id = NEW.entry_id)
                       GROUP BY l.client_id, l.currency HAVING sum(l.amount_minor) > 0) THEN
                RAISE EXCEPTION 'ledger-credit-overdrawn';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER billing_journal_seal_checked BEFORE INSERT ON billing_journal_seal FOR EACH ROW EXECUTE FUNCTION billing_ledger_sealing();
        """;
}
