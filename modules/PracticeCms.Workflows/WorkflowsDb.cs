using PracticeCms.Workflows.Running;
using PracticeCms.Workflows.Types;

namespace PracticeCms.Workflows;

internal sealed class WorkflowsDb(TenantDbOptions<WorkflowsDb> options) : TenantDbContext(options)
{
    protected override string TablePrefix => "workflows";

    public DbSet<WorkflowType> Types => Set<WorkflowType>();
    public DbSet<WorkflowVersion> Versions => Set<WorkflowVersion>();
    public DbSet<Workflow> Workflows => Set<Workflow>();
    public DbSet<WorkflowStep> Steps => Set<WorkflowStep>();
    public DbSet<Bookmark> Bookmarks => Set<Bookmark>();
    public DbSet<Incident> Incidents => Set<Incident>();

    protected override void OnModel(ModelBuilder model)
    {
        model.Entity<WorkflowType>().HasIndex(t => t.TypeKey).IsUnique();
        model.Entity<WorkflowVersion>(e =>
        {
            e.HasOne<WorkflowType>().WithMany().HasForeignKey(v => v.TypeId);
            e.HasIndex(v => new { v.TypeId, v.Number }).IsUnique();
        });
        model.Entity<Workflow>(e =>
        {
            e.HasOne<WorkflowType>().WithMany().HasForeignKey(w => w.TypeId);
            e.HasOne<WorkflowVersion>().WithMany().HasForeignKey(w => w.TypeVersionId);
            e.HasIndex(w => w.BusinessKey).IsUnique();
            e.HasIndex(w => new { w.Status, w.ChangedAt });
            e.HasIndex(w => w.CorrelationId);
        });
        model.Entity<WorkflowStep>(e =>
        {
            e.HasOne<Workflow>().WithMany().HasForeignKey(s => s.WorkflowId);
            e.HasIndex(s => new { s.WorkflowId, s.Number }).IsUnique();
        });
        model.Entity<Bookmark>(e =>
        {
            e.HasOne<Workflow>().WithMany().HasForeignKey(b => b.WorkflowId);
            e.HasIndex(b => new { b.EventName, b.CorrelationId });
        });
        model.Entity<Incident>(e => e.HasOne<Workflow>().WithMany().HasForeignKey(i => i.WorkflowId));
    }
}
