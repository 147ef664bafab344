namespace PracticeCms.Billing.Ledger;

/// <summary>
/// The ledger's tables and the rules that the database itself holds: entries are append-only, balanced, of at least two lines, complete
/// at commit, closed afterwards; an invoice is never paid more than it asks, a client's credit never spent twice.
/// </summary>
internal static class LedgerTables
{
    public static void Create(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_account",
            t => new { code = t.Column<string>(), name = t.Column<string>(), kind = t.Column<string>() },
            constraints: t => t.PrimaryKey("pk_billing_account", x => x.code));
        foreach (var (code, name, kind) in Accounts.Stock)
        {
            m.Sql($"INSERT INTO billing_account (code, name, kind) VALUES ('{code}', '{name}', '{kind}');");
        }

        m.CreateTable("billing_journal_seal", t => new { entry_id = t.Column<Guid>() }, constraints: t => t.PrimaryKey("pk_billing_journal_seal", x => x.entry_id));
        m.SqlFor(SqliteEntry, PostgresEntry);
        m.CreateIndex("ux_billing_journal_entry_idempotency_key", "billing_journal_entry", "idempotency_key", unique: true);
        m.CreateIndex("ux_billing_journal_entry_reverses_id", "billing_journal_entry", "reverses_id", unique: true);
        m.CreateIndex("ix_billing_journal_entry_source", "billing_journal_entry", ["source_id", "source_kind"]);
        CreateLines(m);
        m.SqlFor(LedgerTriggers.Sqlite, LedgerTriggers.Postgres);
    }

    private static void CreateLines(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_journal_line",
            t => new
            {
                entry_id = t.Column<Guid>(),
                position = t.Column<int>(),
                account_code = t.Column<string>(),
                amount_minor = t.Column<long>(),
                currency = t.Column<string>(),
                client_id = t.Column<Guid>(nullable: true),
                invoice_id = t.Column<Guid>(nullable: true),
                payment_id = t.Column<Guid>(nullable: true),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_billing_journal_line", x => new { x.entry_id, x.position });
                t.ForeignKey("fk_billing_journal_line_entry", x => x.entry_id, "billing_journal_entry", "id");
                t.ForeignKey("fk_billing_journal_line_account", x => x.account_code, "billing_account", "code");
                t.CheckConstraint("ck_billing_journal_line_not_zero", "amount_minor <> 0");
            });
        m.CreateIndex("ix_billing_journal_line_invoice", "billing_journal_line", ["invoice_id", "account_code"]);
        m.CreateIndex("ix_billing_journal_line_client", "billing_journal_line", ["client_id", "account_code"]);
        m.CreateIndex("ix_billing_journal_line_payment", "billing_journal_line", ["payment_id", "account_code"]);
    }

    // The reference to the seal is checked at commit: an entry that was never sealed cannot be committed.
    private const string SqliteEntry = """
        CREATE TABLE billing_journal_entry (
            id TEXT NOT NULL CONSTRAINT pk_billing_journal_entry PRIMARY KEY,
            posted_at TEXT NOT NULL,
            effective_date TEXT NOT NULL,
            source_kind TEXT NOT NULL,
            source_id TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            reverses_id TEXT NULL REFERENCES billing_journal_entry (id),
            memo TEXT NOT NULL,
            CONSTRAINT fk_billing_journal_entry_seal FOREIGN KEY (id) REFERENCES billing_journal_seal (entry_id) DEFERRABLE INITIALLY DEFERRED);
        """;

    private const string PostgresEntry = """
        CREATE TABLE billing_journal_entry (
            id uuid NOT NULL CONSTRAINT pk_billing_journal_entry PRIMARY KEY,
            posted_at timestamp with time zone NOT NULL,
            effective_date date NOT NULL,
            source_kind text NOT NULL,
            source_id uuid NOT NULL,
            idempotency_key text NOT NULL,
            reverses_id uuid NULL REFERENCES billing_journal_entry (id),
            memo text NOT NULL,
            CONSTRAINT fk_billing_journal_entry_seal FOREIGN KEY (id) REFERENCES billing_journal_seal (entry_id) DEFERRABLE INITIALLY DEFERRED);
        """;
}
