using PracticeCms.Billing.Ledger;

namespace PracticeCms.Billing;

public sealed class Migrations : DataMigration
{
    public int Create(MigrationBuilder m)
    {
        LedgerTables.Create(m);
        CreateSettings(m);
        CreateInvoices(m);
        CreateLines(m);
        CreateKeptPdfs(m);
        CreateCharges(m);
        CreatePayments(m);
        Invoices.FrozenDocuments.Create(m);
        return 1;
    }

    /// <summary>The one change of an issued document: the names and texts of a client who was erased.</summary>
    public int UpdateFrom1(MigrationBuilder m)
    {
        m.AddColumn<DateTime>("erased_at", "billing_invoice", nullable: true);
        Invoices.FrozenDocuments.AdmitErasure(m);
        return 2;
    }

    private static void CreateSettings(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_tax_rate",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                code = t.Column<string>(),
                name = t.Column<string>(),
                percent = t.Column<decimal>(),
                category = t.Column<string>(),
                reason = t.Column<string>(nullable: true),
                is_active = t.Column<bool>(),
            },
            constraints: t => t.PrimaryKey("pk_billing_tax_rate", x => x.id));
        m.CreateIndex("ux_billing_tax_rate_code", "billing_tax_rate", "code", unique: true);
        m.CreateTable(
            "billing_number_series",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                code = t.Column<string>(),
                name = t.Column<string>(),
                pattern = t.Column<string>(),
                digits = t.Column<int>(),
                is_yearly = t.Column<bool>(),
            },
            constraints: t => t.PrimaryKey("pk_billing_number_series", x => x.id));
        m.CreateIndex("ux_billing_number_series_code", "billing_number_series", "code", unique: true);
        m.CreateTable(
            "billing_number_counter",
            t => new { series_code = t.Column<string>(), period = t.Column<int>(), last_number = t.Column<long>() },
            constraints: t => t.PrimaryKey("pk_billing_number_counter", x => new { x.series_code, x.period }));
        Numbering.StockSeries.Insert(m);
    }

    private static void CreateInvoices(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_invoice",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                client_id = t.Column<Guid>(),
                kind = t.Column<string>(),
                status = t.Column<string>(),
                number = t.Column<string>(nullable: true),
                credits_id = t.Column<Guid>(nullable: true),
                currency = t.Column<string>(),
                prices_include_tax = t.Column<bool>(),
                discount_percent = t.Column<decimal>(),
                discount_minor = t.Column<long>(),
                issue_date = t.Column<DateOnly>(nullable: true),
                due_date = t.Column<DateOnly>(nullable: true),
                created_at = t.Column<DateTime>(),
                issued_at = t.Column<DateTime>(nullable: true),
                bill_to = t.Column<string>(),
                introduction = t.Column<string>(),
                footer = t.Column<string>(),
                parties = t.Json(m),
                rounding_policy = t.Column<string>(),
                line_total_minor = t.Column<long>(),
                discount_total_minor = t.Column<long>(),
                net_minor = t.Column<long>(),
                tax_minor = t.Column<long>(),
                gross_minor = t.Column<long>(),
            },
            constraints: t => t.PrimaryKey("pk_billing_invoice", x => x.id));
        m.CreateIndex("ux_billing_invoice_number", "billing_invoice", ["kind", "number"], unique: true);
        m.CreateIndex("ix_billing_invoice_client", "billing_invoice", ["client_id", "issue_date"]);
        m.CreateIndex("ix_billing_invoice_issue_date", "billing_invoice", "issue_date");
        m.CreateIndex("ix_billing_invoice_credits", "billing_invoice", "credits_id");
    }

    private static void CreateLines(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_invoice_line",
            t => new
            {
                id = t.Column<Guid>(),
                invoice_id = t.Column<Guid>(),
                position = t.Column<int>(),
                description = t.Column<string>(),
                service_date = t.Column<DateOnly>(nullable: true),
                quantity = t.Column<decimal>(),
                unit_price_minor = t.Column<long>(),
                discount_percent = t.Column<decimal>(),
                tax_code = t.Column<string>(),
                tax_category = t.Column<string>(),
                tax_percent = t.Column<decimal>(),
                tax_reason = t.Column<string>(nullable: true),
                charge_id = t.Column<Guid>(nullable: true),
                credits_line_id = t.Column<Guid>(nullable: true),
                amount_minor = t.Column<long>(),
                discount_share_minor = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_billing_invoice_line", x => x.id);
                t.ForeignKey("fk_billing_invoice_line_invoice", x => x.invoice_id, "billing_invoice", "id");
            });
        m.CreateIndex("ix_billing_invoice_line_invoice", "billing_invoice_line", "invoice_id");
        m.CreateTable(
            "billing_invoice_tax_group",
            t => new
            {
                invoice_id = t.Column<Guid>(),
                position = t.Column<int>(),
                category = t.Column<string>(),
                percent = t.Column<decimal>(),
                reason = t.Column<string>(nullable: true),
                base_minor = t.Column<long>(),
                tax_minor = t.Column<long>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_billing_invoice_tax_group", x => new { x.invoice_id, x.position });
                t.ForeignKey("fk_billing_invoice_tax_group_invoice", x => x.invoice_id, "billing_invoice", "id");
            });
    }

    private static void CreateKeptPdfs(MigrationBuilder m) => m.CreateTable(
        "billing_kept_pdf",
        t => new { invoice_id = t.Column<Guid>(), file_id = t.Column<Guid>(), length = t.Column<long>(), sha256 = t.Column<string>(), made_at = t.Column<DateTime>() },
        constraints: t =>
        {
            t.PrimaryKey("pk_billing_kept_pdf", x => x.invoice_id);
            t.ForeignKey("fk_billing_kept_pdf_invoice", x => x.invoice_id, "billing_invoice", "id");
        });

    private static void CreateCharges(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_charge",
            t => new
            {
                id = t.Column<Guid>(),
                version = t.Column<long>(),
                client_id = t.Column<Guid>(),
                source_key = t.Column<string>(),
                appointment_id = t.Column<Guid>(nullable: true),
                description = t.Column<string>(),
                service_date = t.Column<DateOnly>(),
                quantity = t.Column<decimal>(),
                unit_price_minor = t.Column<long>(),
                currency = t.Column<string>(),
                tax_code = t.Column<string>(),
                invoice_id = t.Column<Guid>(nullable: true),
                created_at = t.Column<DateTime>(),
            },
            constraints: t => t.PrimaryKey("pk_billing_charge", x => x.id));
        m.CreateIndex("ux_billing_charge_source_key", "billing_charge", "source_key", unique: true);
        m.CreateIndex("ix_billing_charge_client", "billing_charge", ["client_id", "invoice_id"]);
    }

    private static void CreatePayments(MigrationBuilder m)
    {
        m.CreateTable(
            "billing_payment",
            t => new
            {
                id = t.Column<Guid>(),
                client_id = t.Column<Guid>(),
                number = t.Column<string>(),
                method = t.Column<string>(),
                amount_minor = t.Column<long>(),
                currency = t.Column<string>(),
                received_on = t.Column<DateOnly>(),
                reference = t.Column<string>(),
                recorded_at = t.Column<DateTime>(),
                recorded_by = t.Column<Guid>(nullable: true),
                idempotency_key = t.Column<string>(),
            },
            constraints: t =>
            {
                t.PrimaryKey("pk_billing_payment", x => x.id);
                t.CheckConstraint("ck_billing_payment_amount", "amount_minor > 0");
            });
        m.CreateIndex("ux_billing_payment_number", "billing_payment", "number", unique: true);
        m.CreateIndex("ux_billing_payment_idempotency_key", "billing_payment", "idempotency_key", unique: true);
        m.CreateIndex("ix_billing_payment_client", "billing_payment", ["client_id", "received_on"]);
    }
}
