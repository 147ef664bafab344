using PracticeCms.Records.Clients;
using PracticeCms.Records.Documents;
using PracticeCms.Records.Import;
using PracticeCms.Records.Notes;

namespace PracticeCms.Records;

internal sealed class RecordsDb(TenantDbOptions<RecordsDb> options) : TenantDbContext(options)
{
    protected override string TablePrefix => "records";

    public DbSet<Client> Clients => Set<Client>();
    public DbSet<ClientSearchTerm> SearchTerms => Set<ClientSearchTerm>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<ClientDocument> Documents => Set<ClientDocument>();
    public DbSet<ClientImport> Imports => Set<ClientImport>();

    protected override void OnModel(ModelBuilder model)
    {
        model.Entity<Client>(e =>
        {
            e.Ignore(c => c.DisplayName).Ignore(c => c.Custom).Ignore(c => c.IdentityNumber).Ignore(c => c.IsOpened);
            e.Property(c => c.CustomSealed).HasColumnName("custom");
            e.HasIndex(c => c.Number).IsUnique();
            e.HasIndex(c => c.ExternalId).IsUnique();
        });
        model.Entity<ClientSearchTerm>(e =>
        {
            e.HasKey(t => new { t.Term, t.ClientId });
            e.HasOne<Client>().WithMany().HasForeignKey(t => t.ClientId);
        });
        model.Entity<Note>(e => e.HasOne<Client>().WithMany().HasForeignKey(n => n.ClientId));
        model.Entity<ClientDocument>(e => e.HasOne<Client>().WithMany().HasForeignKey(d => d.ClientId));
    }
}
