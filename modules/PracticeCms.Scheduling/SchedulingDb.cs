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

    protected override string TablePrefix => "scheduling";

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
    }
}
