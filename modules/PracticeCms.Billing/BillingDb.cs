using PracticeCms.Billing.Charges;
using PracticeCms.Billing.Invoices;
using PracticeCms.Billing.Ledger;
using PracticeCms.Billing.Numbering;
using PracticeCms.Billing.Payments;
using PracticeCms.Billing.Taxes;

namespace PracticeCms.Billing;

internal sealed class BillingDb(TenantDbOptions<BillingDb> options) : TenantDbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<JournalEntry> JournalEntries => Set<JournalEntry>();
    public DbSet<JournalLine> JournalLines => Set<JournalLine>();
    public DbSet<JournalSeal> JournalSeals => Set<JournalSeal>();
    public DbSet<TaxRate> TaxRates => Set<TaxRate>();
    public DbSet<NumberSeries> NumberSeries => Set<NumberSeries>();
    public DbSet<NumberCounter> NumberCounters => Set<NumberCounter>();
    public DbSet<Charge> Charges => Set<Charge>();
    public DbSet<Invoice> Invoices => Set<Invoice>();
    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();
    public DbSet<InvoiceTaxGroup> InvoiceTaxGroups => Set<InvoiceTaxGroup>();
    public DbSet<KeptPdf> KeptPdfs => Set<KeptPdf>();
    public DbSet<Payment> Payments => Set<Payment>();

    protected override string TablePrefix => "billing";

    protected override void OnModel(ModelBuilder model)
    {
        MapLedger(model);
        model.Entity<TaxRate>(e =>
        {
            e.Ignore(r => r.Treatment);
            e.HasIndex(r => r.Code).IsUnique();
        });
        model.Entity<NumberSeries>(e =>
        {
            e.Ignore(s => s.Problem);
            e.HasIndex(s => s.Code).IsUnique();
        });
        model.Entity<NumberCounter>().HasKey(c => new { c.SeriesCode, c.Period });
        model.Entity<Charge>(e => e.HasIndex(c => c.SourceKey).IsUnique());
        model.Entity<Payment>(e =>
        {
            e.Ignore(p => p.Amount);
            e.HasIndex(p => p.IdempotencyKey).IsUnique();
        });
        MapInvoices(model);
    }

    private static void MapLedger(ModelBuilder model)
    {
        model.Entity<Account>().HasKey(a => a.Code);
        model.Entity<JournalEntry>(e => e.HasMany(x => x.Lines).WithOne().HasForeignKey(l => l.EntryId));
        model.Entity<JournalLine>(e =>
        {
            e.HasKey(l => new { l.EntryId, l.Position });
            e.HasOne<Account>().WithMany().HasForeignKey(l => l.AccountCode);
        });
        model.Entity<JournalSeal>(e => e.HasKey(s => s.EntryId));
    }

    private static void MapInvoices(ModelBuilder model)
    {
        model.Entity<Invoice>(e =>
        {
            e.Ignore(i => i.Gross);
            e.HasMany(i => i.Lines).WithOne().HasForeignKey(l => l.InvoiceId);
            e.HasMany(i => i.TaxGroups).WithOne().HasForeignKey(g => g.InvoiceId);
        });
        model.Entity<KeptPdf>().HasKey(k => k.InvoiceId);
        model.Entity<InvoiceLine>().Ignore(l => l.Treatment);
        model.Entity<InvoiceTaxGroup>().HasKey(g => new { g.InvoiceId, g.Position });
    }
}
