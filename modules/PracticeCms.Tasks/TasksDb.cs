using PracticeCms.Tasks.List;

namespace PracticeCms.Tasks;

internal sealed class TasksDb(TenantDbOptions<TasksDb> options) : TenantDbContext(options)
{
    public DbSet<StaffTask> Tasks => Set<StaffTask>();

    protected override string TablePrefix => "tasks";

    protected override void OnModel(ModelBuilder model) => model.Entity<StaffTask>(e => e.HasIndex(t => t.Key).IsUnique());
}
