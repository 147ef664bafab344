using PracticeCms.Scheduling.Appointments;
using PracticeCms.Scheduling.Availability;
using PracticeCms.Scheduling.Catalog;
using PracticeCms.Scheduling.Resources;

namespace PracticeCms.Scheduling;

internal sealed class SchedulingDb(TenantDbOptions<SchedulingDb> options) : TenantDbContext(options)
{
    public DbSet<Location> Locations => Set<Location>();
    public DbSet<Resource> Resources => Set<Resource>();
    public DbSet<Service> Services => Set<Service>();
    public DbSet<ServicePractitioner> ServicePractitioners => Set<ServicePractitioner>();
    public DbSet<AvailabilityRule> Rules => Set<AvailabilityRule>();
    public DbSet<AvailabilityException> Exceptions => Set<AvailabilityException>();
    public DbSet<TimeOff> TimeOff => Set<TimeOff>();
    public DbSet<Claim> Claims => Set<Claim>();
    public DbSet<Appointment> Appointments => Set<Appointment>();
    public DbSet<PlanStamp> PlanStamps => Set<PlanStamp>();

    protected override string TablePrefix => "scheduling";

    /// <summary>What is planned has changed: readers must not trust their cache any more.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var planChanged = ChangeTracker.Entries().Any(e =>
            (e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            && e.Entity is (Location or Resource or Service or ServicePractitioner or AvailabilityRule or AvailabilityException or Availability.TimeOff));
        if (planChanged)
        {
            var stamp = await PlanStamps.FirstOrDefaultAsync(cancellationToken) ?? Add(new PlanStamp()).Entity;
            stamp.Stamp = Ids.New();
        }

        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void OnModel(ModelBuilder model)
    {
        model.Entity<Location>().ToTable("scheduling_location");
        model.Entity<Resource>().ToTable("scheduling_resource");
        model.Entity<Service>().ToTable("scheduling_service");
        model.Entity<ServicePractitioner>(e =>
        {
            e.ToTable("scheduling_service_practitioner");
            e.HasKey(p => new { p.ServiceId, p.ResourceId });
        });
        model.Entity<AvailabilityRule>().ToTable("scheduling_availability_rule");
        model.Entity<AvailabilityException>().ToTable("scheduling_availability_exception");
        model.Entity<TimeOff>().ToTable("scheduling_time_off");
        model.Entity<Claim>().ToTable("scheduling_claim");
        model.Entity<Appointment>().ToTable("scheduling_appointment");
        model.Entity<PlanStamp>().ToTable("scheduling_plan_stamp");
    }
}
