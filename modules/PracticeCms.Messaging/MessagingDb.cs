using PracticeCms.Messaging.Outgoing;
using PracticeCms.Messaging.Sending;

namespace PracticeCms.Messaging;

internal sealed class MessagingDb(TenantDbOptions<MessagingDb> options) : TenantDbContext(options)
{
    protected override string TablePrefix => "messaging";

    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();
    public DbSet<OutgoingAttachment> Attachments => Set<OutgoingAttachment>();

    protected override void OnModel(ModelBuilder model)
    {
        model.Entity<OutgoingMail>(e =>
        {
            e.HasIndex(m => m.Key).IsUnique();
            e.HasIndex(m => new { m.State, m.CreatedAt });
            e.HasIndex(m => m.GroupName);
            e.HasIndex(m => m.ClientId);
        });
        model.Entity<SentCount>(e => e.HasKey(c => new { c.Span, c.StartsAt }));
        model.Entity<OutgoingAttachment>(e => e.HasOne<OutgoingMail>().WithMany().HasForeignKey(a => a.MailId));
    }
}
